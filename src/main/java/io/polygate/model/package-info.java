/// The words of the gateway as plain values: what a caller asks, what a model answers, what it used, what went wrong.
/// Imports nothing but `java.*`; everybody may import it. Start reading at [io.polygate.model.ErrorKind].
@NullMarked
package io.polygate.model;

import org.jspecify.annotations.NullMarked;
