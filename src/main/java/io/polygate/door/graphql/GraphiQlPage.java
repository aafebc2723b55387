package io.polygate.door.graphql;

import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Route;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// GraphiQL at `/graphiql`, for development: the files come with the library and ask nobody else for anything.
final class GraphiQlPage {

    private static final String PATH = "/graphiql";
    private static final String FILES = "/io/vertx/ext/web/handler/graphiql/";
    private static final String INDEX = "index.html";
    private static final Pattern FILE = Pattern.compile("static/(?:js|css)/[A-Za-z0-9.]+\\.(?:js|css)");
    private static final String PLACE = "__VERTX_GRAPHIQL_CONFIG__";
    private static final String SETTING = "{\"httpEnabled\":true,\"graphQLUri\":\"/graphql\",\"graphQLWSEnabled\":true,"
            + "\"graphQLWSUri\":\"/graphql\",\"headers\":{\"authorization\":\"Bearer YOUR-KEY\"}}";

    private final Vertx vertx;
    private final BooleanSupplier wanted;

    GraphiQlPage(Vertx vertx, BooleanSupplier wanted) {
        this.vertx = vertx;
        this.wanted = wanted;
    }

    List<Route> routes() {
        return List.of(Route.get(PATH, this::serve), Route.get(PATH + "/*", this::serve));
    }

    private void serve(EdgeRequest request) {
        var path = request.path();
        if (!wanted.getAsBoolean()) {
            request.fail(GatewayError.of(ErrorKind.NOT_FOUND, "GraphiQL is off (graphql.graphiql)"));
        } else if (path.equals(PATH)) {
            request.response()
                    .setStatusCode(302)
                    .putHeader(HttpHeaders.LOCATION, PATH + "/")
                    .end();
        } else {
            var name = path.substring(PATH.length() + 1);
            vertx.executeBlocking(() -> read(name.isEmpty() ? INDEX : name), false)
                    .onSuccess(file -> send(request, name, file))
                    .onFailure(cause -> request.fail(GatewayError.of(ErrorKind.INTERNAL, "the page cannot be read")));
        }
    }

    private static @Nullable Buffer read(String name) throws IOException {
        if (!name.equals(INDEX) && !FILE.matcher(name).matches()) {
            return null;
        }
        try (var in = GraphiQlPage.class.getResourceAsStream(FILES + name)) {
            if (in == null) {
                return null;
            }
            var bytes = in.readAllBytes();
            return name.equals(INDEX)
                    ? Buffer.buffer(new String(bytes, StandardCharsets.UTF_8).replace(PLACE, SETTING))
                    : Buffer.buffer(bytes);
        }
    }

    private static void send(EdgeRequest request, String name, @Nullable Buffer file) {
        if (file == null) {
            request.fail(GatewayError.of(ErrorKind.NOT_FOUND, "there is no such file"));
            return;
        }
        var type = name.endsWith(".js") ? "text/javascript" : name.endsWith(".css") ? "text/css" : "text/html";
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type + "; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(
                        "content-security-policy",
                        "default-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; script-src 'self'"
                                + " 'unsafe-inline' 'unsafe-eval' blob:; connect-src 'self' ws: wss:; frame-ancestors 'none'")
                .putHeader("x-content-type-options", "nosniff")
                .end(file);
    }
}
