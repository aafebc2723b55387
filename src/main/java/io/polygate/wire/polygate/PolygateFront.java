package io.polygate.wire.polygate;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.GatewayError;
import io.polygate.wire.Encoded;
import io.polygate.wire.Front;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.StreamEncoder;
import io.polygate.wire.grpc.GrpcStatus;
import io.vertx.core.buffer.Buffer;

/// `polygate.v1.ChatService` in protobuf.
public final class PolygateFront implements Front {

    public static final String NAME = "polygate";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean binary() {
        return true;
    }

    @Override
    public ChatRequest decodeRequest(IncomingRequest request) {
        return PolygateRequests.decode(request);
    }

    @Override
    public Encoded encodeResponse(ChatResponse response, ResponseContext context) {
        return PolygateResponses.encode(response, context);
    }

    @Override
    public StreamEncoder streamEncoder(ResponseContext context) {
        return new PolygateStreamEncoder(context);
    }

    /// A google.rpc.Status.
    @Override
    public Buffer encodeError(GatewayError error, String requestId) {
        return Buffer.buffer(GrpcStatus.of(error, requestId).proto().toByteArray());
    }
}
