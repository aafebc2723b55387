package io.polygate.door.admin;

import io.polygate.bus.Call;
import io.polygate.edge.Credentials;
import io.polygate.edge.EdgeRequest;
import io.polygate.model.BodyOutline;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a request asks of routing: an action with its words as JSON, from the path, the query and the body.
record Question(String action, Buffer body, @Nullable GatewayError defect) {

    private static final String KEY = "key";

    static Question of(String action) {
        return new Question(action, Buffer.buffer(), null);
    }

    /// With what the query says.
    static Question ofQuery(String action, EdgeRequest request) {
        var words = new JsonObject();
        request.parameters().forEach(entry -> {
            if (!entry.getKey().equals(KEY)) {
                words.put(entry.getKey(), entry.getValue());
            }
        });
        return new Question(action, words.toBuffer(), null);
    }

    /// With the body as it is, or why it could not be read.
    static Question ofBody(String action, @Nullable Buffer body, @Nullable GatewayError problem) {
        return new Question(action, body == null ? Buffer.buffer() : body, problem);
    }

    /// With what the path says beside the fields of the body, which may be empty.
    Question with(Map<String, String> path) {
        try {
            var words = body.length() == 0 ? new JsonObject() : new JsonObject(body);
            path.forEach((name, value) -> words.put(name, decoded(value)));
            return new Question(action, words.toBuffer(), defect);
        } catch (DecodeException | ClassCastException e) {
            var error = GatewayError.of(ErrorKind.BAD_JSON, "the body is not valid (expected: a JSON object)");
            return new Question(action, Buffer.buffer(), defect == null ? error : defect);
        } catch (IllegalArgumentException e) {
            return new Question(
                    action,
                    Buffer.buffer(),
                    GatewayError.of(ErrorKind.BAD_REQUEST, "the path is not valid (expected: percent-encoded UTF-8)"));
        }
    }

    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    Call call(EdgeRequest request) {
        return new Call(
                request.id(),
                "admin",
                "openai",
                Operation.ADMINISTER,
                Credentials.of(request),
                request.peer(),
                null,
                false,
                body,
                BodyOutline.NONE,
                action,
                "",
                request.headers(),
                defect,
                request.startedNanos());
    }
}
