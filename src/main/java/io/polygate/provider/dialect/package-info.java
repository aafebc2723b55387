/// Backends over HTTP that speak one of the wire dialects. A call in the backend's own dialect passes untouched
/// (`Passed…`); any other is translated through the canonical model (`Translated…`).
///
/// Start reading at [io.polygate.provider.dialect.DialectProvider].
@NullMarked
package io.polygate.provider.dialect;

import org.jspecify.annotations.NullMarked;
