/// Forms with files (RFC 7578), read as they go by and never held. Pure; imports buffers and `model` only.
///
/// Start reading at [io.polygate.wire.multipart.FormScanner].
@NullMarked
package io.polygate.wire.multipart;

import org.jspecify.annotations.NullMarked;
