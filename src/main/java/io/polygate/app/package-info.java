/// The process: reads the command line, wires everything by hand, starts and stops.
///
/// Imports everything; nobody imports it. Start reading at [io.polygate.app.Main] and [io.polygate.app.Gateway].
@NullMarked
package io.polygate.app;

import org.jspecify.annotations.NullMarked;
