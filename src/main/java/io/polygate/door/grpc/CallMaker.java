package io.polygate.door.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.polygate.bus.Call;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.BodyOutline;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.polygate.PolygateFront;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Makes calls of requests.
final class CallMaker {

    static final String GRPC = "grpc";
    static final String TRANSCODING = "transcoding";

    /// Of every request of ours field 1 is the model's name.
    private static final int MODEL = 1;

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
            model = method == OwnMethod.LIST_MODELS ? null : model(message);
            if (defect == null && model != null && model.isEmpty()) {
                var field = method == OwnMethod.GET_MODEL ? "name" : "model";
                defect = GatewayError.field(
                        ErrorKind.MISSING_FIELD, field, field + " is missing (expected: a model's name)");
            }
        } catch (IOException e) {
            defect = GatewayError.of(
                    ErrorKind.BAD_REQUEST, "the message is not valid protobuf for " + method.fullName());
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

    /// The last value of the field, as protobuf has it; empty where it is not there.
    private static String model(Buffer message) throws IOException {
        var bytes = Bytes.of(message);
        var input = CodedInputStream.newInstance(bytes.array(), bytes.from(), bytes.length());
        var model = "";
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            boolean text = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
            if (WireFormat.getTagFieldNumber(tag) == MODEL && text) {
                model = input.readStringRequireUtf8();
            } else {
                input.skipField(tag);
            }
        }
        return model;
    }
}
