package io.polygate.door.grpc;

import io.polygate.bus.Call;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.BodyOutline;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.model.Operation;
import io.polygate.wire.polygate.OwnMethod;
import io.polygate.wire.polygate.PolygateFront;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Makes calls of requests.
final class CallMaker {

    static final String GRPC = "grpc";
    static final String TRANSCODING = "transcoding";

    private CallMaker() {}

    /// A call of one of our own methods with its message in protobuf.
    static Call own(EdgeRequest request, OwnMethod method, Buffer message) {
        return own(request, method, message, GRPC, null);
    }

    /// @param problem what was wrong with the request before it became a message
    static Call own(
            EdgeRequest request, OwnMethod method, Buffer message, String door, @Nullable GatewayError problem) {
        GatewayError defect = problem;
        String model = null;
        try {
            model = method.model(message);
        } catch (GatewayException e) {
            defect = defect == null ? e.error() : defect;
        }
        var asked = new Asked(PolygateFront.NAME, method.operation(), model, null, method.serverStreaming());
        return of(request, asked, message, door, defect);
    }

    /// The call of the n-th request of a conversation, n from 1: each has an id and a clock of its own.
    static Call turn(EdgeRequest request, int number, Buffer message) {
        return turn(request, number, message, GRPC, null);
    }

    static Call turn(EdgeRequest request, int number, Buffer message, String door, @Nullable GatewayError problem) {
        var call = own(request, OwnMethod.CONVERSE, message, door, problem);
        if (number == 1) {
            return call;
        }
        return new Call(
                call.id() + "." + number,
                call.door(),
                call.dialect(),
                call.operation(),
                call.key(),
                call.peer(),
                call.model(),
                call.stream(),
                call.body(),
                call.outline(),
                call.variant(),
                call.query(),
                call.headers(),
                call.defect(),
                System.nanoTime());
    }

    /// What is asked for, beside the body.
    record Asked(
            String dialect,
            Operation operation,
            @Nullable String model,
            @Nullable String variant,
            boolean stream) {}

    static Call of(EdgeRequest request, Asked asked, Buffer body, String door, @Nullable GatewayError defect) {
        var query = request.http().query();
        return new Call(
                request.id(),
                door,
                asked.dialect(),
                asked.operation(),
                CallerKey.of(request),
                request.peer(),
                asked.model(),
                asked.stream(),
                body,
                BodyOutline.NONE,
                asked.variant(),
                query == null ? "" : query,
                request.headers(),
                defect,
                request.startedNanos());
    }
}
