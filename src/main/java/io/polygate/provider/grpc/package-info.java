/// gRPC backends: channels to their endpoints, what their services are (by reflection or a descriptor set), and their
/// methods called with JSON.
///
/// Start reading at [io.polygate.provider.grpc.GrpcProvider]; [io.polygate.provider.grpc.GrpcChannel] is the client.
@NullMarked
package io.polygate.provider.grpc;

import org.jspecify.annotations.NullMarked;
