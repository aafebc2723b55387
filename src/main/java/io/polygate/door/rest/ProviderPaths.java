package io.polygate.door.rest;

import static io.vertx.core.http.HttpMethod.DELETE;
import static io.vertx.core.http.HttpMethod.GET;
import static io.vertx.core.http.HttpMethod.PATCH;
import static io.vertx.core.http.HttpMethod.POST;

import io.polygate.edge.EdgeRequest;
import io.polygate.edge.Route;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Operation;
import io.polygate.model.PassedRequest;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a provider keeps, as files, batches, tasks and caches: its ids mean nothing elsewhere. The provider of the path
/// is asked, else that of the header `x-polygate-provider`, else the first that speaks the dialect of the path.
final class ProviderPaths {

    private static final String PROVIDER = "x-polygate-provider";
    private static final List<String> IDS = List.of("id", "version");
    private static final Pattern ID = Pattern.compile("(?!\\.+$)[A-Za-z0-9_.-]{1,200}");
    private static final String OPENAI = "openai";
    private static final String ANTHROPIC = "anthropic";
    private static final String VERTEX = "/v1beta1/projects/{project}/locations/{location}";

    private static final List<Kept> KEPT = List.of(
            new Kept(POST, "/v1", "/files", OPENAI, Body.FORM),
            new Kept(GET, "/v1", "/files", OPENAI, Body.NONE),
            new Kept(GET, "/v1", "/files/{id}", OPENAI, Body.NONE),
            new Kept(DELETE, "/v1", "/files/{id}", OPENAI, Body.NONE),
            new Kept(GET, "/v1", "/files/{id}/content", OPENAI, Body.NONE),
            new Kept(POST, "/v1", "/batches", OPENAI, Body.JSON),
            new Kept(GET, "/v1", "/batches", OPENAI, Body.NONE),
            new Kept(GET, "/v1", "/batches/{id}", OPENAI, Body.NONE),
            new Kept(POST, "/v1", "/batches/{id}/cancel", OPENAI, Body.NONE),
            new Kept(POST, "", "/v1/messages/batches", ANTHROPIC, Body.JSON),
            new Kept(GET, "", "/v1/messages/batches", ANTHROPIC, Body.NONE),
            new Kept(GET, "", "/v1/messages/batches/{id}", ANTHROPIC, Body.NONE),
            new Kept(DELETE, "", "/v1/messages/batches/{id}", ANTHROPIC, Body.NONE),
            new Kept(POST, "", "/v1/messages/batches/{id}/cancel", ANTHROPIC, Body.NONE),
            new Kept(GET, "", "/v1/messages/batches/{id}/results", ANTHROPIC, Body.NONE),
            new Kept(POST, "/v1beta", "/cachedContents", "gemini", Body.JSON),
            new Kept(GET, "/v1beta", "/cachedContents", "gemini", Body.NONE),
            new Kept(GET, "/v1beta", "/cachedContents/{id}", "gemini", Body.NONE),
            new Kept(PATCH, "/v1beta", "/cachedContents/{id}", "gemini", Body.JSON),
            new Kept(DELETE, "/v1beta", "/cachedContents/{id}", "gemini", Body.NONE),
            new Kept(POST, "/v1beta", "/interactions", "gemini", Body.JSON),
            new Kept(GET, "/v1beta", "/interactions/{id}", "gemini", Body.NONE),
            new Kept(DELETE, "/v1beta", "/interactions/{id}", "gemini", Body.NONE),
            new Kept(POST, "/v1beta", "/interactions/{id}/cancel", "gemini", Body.NONE),
            new Kept(POST, VERTEX, "/cachedContents", "vertex", Body.JSON),
            new Kept(GET, VERTEX, "/cachedContents", "vertex", Body.NONE),
            new Kept(GET, VERTEX, "/cachedContents/{id}", "vertex", Body.NONE),
            new Kept(PATCH, VERTEX, "/cachedContents/{id}", "vertex", Body.JSON),
            new Kept(DELETE, VERTEX, "/cachedContents/{id}", "vertex", Body.NONE),
            new Kept(POST, "", "/guardrail/{id}/version/{version}/apply", "bedrock", Body.JSON),
            new Kept(GET, "/api/v1", "/tasks/", "dashscope", Body.NONE),
            new Kept(GET, "/api/v1", "/tasks/{id}", "dashscope", Body.NONE),
            new Kept(POST, "/api/v1", "/tasks/{id}/cancel", "dashscope", Body.NONE),
            new Kept(GET, "/api/v1", "/uploads", "dashscope", Body.NONE));

    private final Serving serving;
    private final Function<EdgeRequest, String> below;

    /// What comes with a request.
    private enum Body {
        NONE,
        JSON,
        FORM
    }

    /// A path of a dialect: `base` is what the base URL of its providers ends in, `path` what stands below.
    private record Kept(HttpMethod method, String base, String path, String dialect, Body body) {

        /// OpenAI's and Anthropic's files have the same path; a header tells whose a caller is.
        Kept of(EdgeRequest request) {
            boolean anthropic = path.startsWith("/files") && request.header("anthropic-version") != null;
            return anthropic ? new Kept(method, "", base + path, ANTHROPIC, body) : this;
        }
    }

    /// @param below the provider that a path is below, empty where it is below none
    ProviderPaths(Serving serving, Function<EdgeRequest, String> below) {
        this.serving = serving;
        this.below = below;
    }

    Stream<Route> routes(String prefix) {
        return KEPT.stream()
                .map(kept -> new Route(
                        kept.method, prefix + kept.base + kept.path, request -> serve(request, kept.of(request))));
    }

    private void serve(EdgeRequest request, Kept kept) {
        var path = kept.path;
        for (var name : IDS) {
            var id = request.value(name);
            if (path.contains("{" + name + "}") && !ID.matcher(id).matches()) {
                request.fail(GatewayError.of(ErrorKind.NOT_FOUND, "no such id (expected: letters, digits, - _ .)"));
                return;
            }
            path = path.replace("{" + name + "}", id);
        }
        var wanted = new PassedRequest(kept.method.name(), provider(request), path);
        var shape = Shape.own(kept.dialect, Operation.FILES, wanted.toString(), Streaming.NEVER);
        switch (kept.body) {
            case NONE -> serving.bodiless(request, shape);
            case JSON -> serving.json(request, shape);
            case FORM -> serving.form(request, shape);
        }
    }

    private String provider(EdgeRequest request) {
        var named = below.apply(request);
        var header = request.header(PROVIDER);
        return !named.isEmpty() || header == null ? named : header.replace(' ', '_');
    }
}
