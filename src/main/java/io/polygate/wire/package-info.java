/// Wire formats: pure encoding and decoding between bytes and the canonical model, no input or output.
/// May import `model`, Vert.x buffers and `java.*`. The pieces that all dialects share are here and in
/// [io.polygate.wire.json] and [io.polygate.wire.sse]; a dialect is a package of its own below this one.
@NullMarked
package io.polygate.wire;

import org.jspecify.annotations.NullMarked;
