/// The gRPC door: `polygate.v1`, health and reflection over HTTP/2 and as gRPC-Web, and JSON over HTTP for the same
/// methods and for those of gRPC backends.
///
/// Speaks only: what is called goes over the bus. Start reading at [io.polygate.door.grpc.GrpcVerticle], then
/// [io.polygate.door.grpc.RpcExchange].
@NullMarked
package io.polygate.door.grpc;

import org.jspecify.annotations.NullMarked;
