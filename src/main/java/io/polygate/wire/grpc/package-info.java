/// gRPC as bytes: length-prefixed messages, statuses with their details, timeouts. The same for a door and for a
/// backend, over HTTP/2 and as gRPC-Web.
///
/// May import `model` and Vert.x buffers. Start reading at [io.polygate.wire.grpc.FrameReader] and
/// [io.polygate.wire.grpc.GrpcStatus].
@NullMarked
package io.polygate.wire.grpc;

import org.jspecify.annotations.NullMarked;
