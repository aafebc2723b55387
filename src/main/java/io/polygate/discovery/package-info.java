/// Where backends are and what they serve, as far as the configuration does not say it.
///
/// Imports `model`. Start reading at [io.polygate.discovery.ModelProbe].
@NullMarked
package io.polygate.discovery;

import org.jspecify.annotations.NullMarked;
