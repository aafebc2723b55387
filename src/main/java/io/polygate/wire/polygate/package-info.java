/// The gateway's own messages (`proto/polygate/v1`) as callers send and get them. No backend speaks them.
///
/// A stream is written as gRPC frames, its failure as gRPC-Web's frame of trailers; an answer in one piece is the bare
/// message. Start reading at [io.polygate.wire.polygate.PolygateFront].
@NullMarked
package io.polygate.wire.polygate;

import org.jspecify.annotations.NullMarked;
