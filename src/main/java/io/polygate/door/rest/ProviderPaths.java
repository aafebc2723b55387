package io.polygate.door.rest;

import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Endpoint;
import io.polygate.edge.Route;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.polygate.model.PassedRequest;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What a provider keeps, as OpenAI's files and batches and DashScope's tasks: its ids mean nothing elsewhere. The one
/// of the path is asked, else of the header `x-polygate-provider`, else the first that speaks the path's dialect.
final class ProviderPaths {

    private static final String PROVIDER = "x-polygate-provider";
    private static final Pattern ID = Pattern.compile("(?!\\.+$)[A-Za-z0-9_.-]{1,200}");

    private final Serving serving;
    private final Function<EdgeRequest, String> provider;

    /// @param provider the provider that a path is below, empty where it is below none
    ProviderPaths(Serving serving, Function<EdgeRequest, String> provider) {
        this.serving = serving;
        this.provider = provider;
    }

    List<Route> routes(String prefix) {
        var files = prefix + "/v1/files";
        var batches = prefix + "/v1/batches";
        var tasks = prefix + "/api/v1/tasks/";
        return List.of(
                Route.get(tasks, at("dashscope", "/tasks/", serving::bodiless)),
                Route.get(tasks + "{id}", at("dashscope", "/tasks/{id}", serving::bodiless)),
                Route.post(tasks + "{id}/cancel", at("dashscope", "/tasks/{id}/cancel", serving::bodiless)),
                Route.get(prefix + "/api/v1/uploads", at("dashscope", "/uploads", serving::bodiless)),
                Route.post(files, at("openai", "/files", serving::form)),
                Route.get(files, openAi("/files")),
                Route.get(files + "/{id}", openAi("/files/{id}")),
                new Route(HttpMethod.DELETE, files + "/{id}", openAi("/files/{id}")),
                Route.get(files + "/{id}/content", openAi("/files/{id}/content")),
                Route.post(batches, at("openai", "/batches", serving::json)),
                Route.get(batches, openAi("/batches")),
                Route.get(batches + "/{id}", openAi("/batches/{id}")),
                Route.post(batches + "/{id}/cancel", openAi("/batches/{id}/cancel")));
    }

    private Endpoint openAi(String path) {
        return at("openai", path, serving::bodiless);
    }

    /// Serves a path that providers of a dialect have below their address as `path`.
    private Endpoint at(String dialect, String path, BiConsumer<EdgeRequest, Shape> serve) {
        return request -> {
            var id = request.value("id");
            if (path.contains("{id}") && !ID.matcher(id).matches()) {
                request.fail(GatewayError.of(ErrorKind.NOT_FOUND, "no such id (expected: letters, digits, - _ .)"));
                return;
            }
            var wanted = new PassedRequest(request.http().method().name(), provider(request), path.replace("{id}", id));
            serve.accept(request, Shape.own(dialect, Operation.FILES, wanted.toString(), Streaming.NEVER));
        };
    }

    private String provider(EdgeRequest request) {
        var named = provider.apply(request);
        var header = request.header(PROVIDER);
        return !named.isEmpty() || header == null ? named : header.replace(' ', '_');
    }
}
