package io.polygate.door.rest;

import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Route;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// DashScope's services, `/api/v1/services/{group}/{task}/{function}`, which DashScope's providers answer
/// (https://help.aliyun.com/zh/model-studio/dashscope-api-reference). A stream is asked for by a header.
final class DashScopePaths {

    private static final String BASE = "/api/v1";
    private static final Pattern SERVICE = Pattern.compile("/services(/[a-z0-9-]{1,50}){2,4}");

    private DashScopePaths() {}

    static List<Route> routes(String prefix, Serving serving) {
        return List.of(Route.post(prefix + BASE + "/services/*", request -> serve(request, serving)));
    }

    private static void serve(EdgeRequest request, Serving serving) {
        var path = request.path().substring(request.path().indexOf(BASE + "/services/") + BASE.length());
        if (!SERVICE.matcher(path).matches()) {
            var message = "no such service (expected: as /services/aigc/text-generation/generation)";
            request.fail(GatewayError.of(ErrorKind.NOT_FOUND, message));
            return;
        }
        var streaming = streams(request) ? Streaming.ALWAYS : Streaming.NEVER;
        serving.json(request, Shape.own("dashscope", operation(path), path, streaming));
    }

    private static boolean streams(EdgeRequest request) {
        var asked = request.header("x-dashscope-sse");
        var accepted = request.header("accept");
        return asked != null && asked.equalsIgnoreCase("enable")
                || accepted != null && accepted.toLowerCase(Locale.ROOT).contains("text/event-stream");
    }

    /// What a service does, by its name.
    private static Operation operation(String path) {
        if (path.contains("rerank")) {
            return Operation.RERANK;
        }
        if (path.contains("embedding")) {
            return Operation.EMBEDDING;
        }
        if (path.contains("video")) {
            return Operation.VIDEO;
        }
        return path.contains("image") ? Operation.IMAGE : Operation.CHAT;
    }
}
