package io.polygate.door.rest;

import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Route;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Bedrock's paths, `/model/{model}/{method}`: the calls of AWS's own clients, which Bedrock's providers answer
/// (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html). The model's
/// name may hold colons and slashes.
final class BedrockPaths {

    private static final String MODEL = "/model/";

    private BedrockPaths() {}

    static List<Route> routes(String prefix, Serving serving) {
        return List.of(Route.post(prefix + MODEL + "*", request -> serve(request, serving)));
    }

    private static void serve(EdgeRequest request, Serving serving) {
        var path = request.path();
        int end = path.lastIndexOf('/');
        int begin = path.indexOf(MODEL) + MODEL.length();
        var shape = end <= begin ? null : shape(path.substring(end + 1));
        if (shape == null) {
            var message = "unknown method (expected: converse, converse-stream, invoke, invoke-with-response-stream or"
                    + " count-tokens)";
            request.fail(GatewayError.of(ErrorKind.NOT_FOUND, message));
        } else {
            serving.json(request, shape.at(ModelName.decoded(path.substring(begin, end))));
        }
    }

    private static @Nullable Shape shape(String method) {
        return switch (method) {
            case "converse" -> Shape.own("bedrock", Operation.CHAT, method, Streaming.NEVER);
            case "converse-stream" -> Shape.own("bedrock", Operation.CHAT, method, Streaming.ALWAYS);
            case "count-tokens" -> Shape.own("bedrock", Operation.COUNT_TOKENS, method, Streaming.NEVER);
            case "invoke" -> Shape.own("bedrock-invoke", Operation.CHAT, method, Streaming.NEVER);
            case "invoke-with-response-stream" -> Shape.own("bedrock-invoke", Operation.CHAT, method, Streaming.ALWAYS);
            default -> null;
        };
    }
}
