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
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/// OpenAI's files and batches, which a provider keeps: their ids mean nothing elsewhere. The provider is the one of the
/// path, else of the header `x-polygate-provider`, else the first that speaks OpenAI's API.
final class ProviderPaths {

    private static final String PROVIDER = "x-polygate-provider";
    private static final Pattern ID = Pattern.compile("(?!\\.+$)[A-Za-z0-9_.-]{1,200}");

    private final How how;

    /// How a request is served once it is known what it asks for.
    interface How {

        void bodiless(EdgeRequest request, CallReader.Shape shape);

        void json(EdgeRequest request, CallReader.Shape shape);

        void form(EdgeRequest request, CallReader.Shape shape);
    }

    ProviderPaths(How how) {
        this.how = how;
    }

    List<Route> routes(String prefix) {
        var files = prefix + "/v1/files";
        var batches = prefix + "/v1/batches";
        return List.of(
                Route.post(files, at((request, shape) -> () -> how.form(request, shape), "/files")),
                Route.get(files, bodiless("/files")),
                Route.get(files + "/{id}", bodiless("/files/{id}")),
                new Route(HttpMethod.DELETE, files + "/{id}", bodiless("/files/{id}")),
                Route.get(files + "/{id}/content", bodiless("/files/{id}/content")),
                Route.post(batches, at((request, shape) -> () -> how.json(request, shape), "/batches")),
                Route.get(batches, bodiless("/batches")),
                Route.get(batches + "/{id}", bodiless("/batches/{id}")),
                Route.post(batches + "/{id}/cancel", bodiless("/batches/{id}/cancel")));
    }

    private Endpoint bodiless(String path) {
        return at((request, shape) -> () -> how.bodiless(request, shape), path);
    }

    private static Endpoint at(BiFunction<EdgeRequest, CallReader.Shape, Runnable> serve, String path) {
        return request -> {
            var id = request.value("id");
            if (path.contains("{id}") && !ID.matcher(id).matches()) {
                request.fail(GatewayError.of(ErrorKind.NOT_FOUND, "no such id (expected: letters, digits, - _ .)"));
                return;
            }
            var wanted = new PassedRequest(request.http().method().name(), provider(request), path.replace("{id}", id));
            var shape = new CallReader.Shape("openai", Operation.FILES, null, wanted.toString(), false);
            serve.apply(request, shape).run();
        };
    }

    private static String provider(EdgeRequest request) {
        var named = request.value("provider");
        var header = request.header(PROVIDER);
        return !named.isEmpty() || header == null ? named : header.replace(' ', '_');
    }
}
