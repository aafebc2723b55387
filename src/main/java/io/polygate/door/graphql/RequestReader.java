package io.polygate.door.graphql;

import io.polygate.edge.EdgeRequest;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads requests: bodies of POST, parameters of GET, payloads of WebSocket messages.
///
/// Only a JSON body is read: what a form of another site can send needs no preflight, so it is refused.
final class RequestReader {

    private static final int HASH_LENGTH = 64;
    private static final long APQ_VERSION = 1;

    /// As plain values they cost many times their text.
    private static final int MAX_VALUES = 250_000;

    private final int maxDepth;

    /// @param maxDepth deepest nesting of the JSON
    RequestReader(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /// @throws GatewayException for a content-type that is not JSON in UTF-8
    static void checkType(EdgeRequest request) {
        var type = request.header(HttpHeaders.CONTENT_TYPE);
        var parts = type == null
                ? new String[] {"none"}
                : type.toLowerCase(Locale.ROOT).split(";");
        var problem = parts[0].strip().equals("application/json") ? null : "the content-type is not JSON";
        for (int i = 1; i < parts.length && problem == null; i++) {
            var parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                problem = "the charset is not UTF-8";
            }
        }
        if (problem != null) {
            throw GatewayError.of(ErrorKind.UNSUPPORTED_MEDIA_TYPE, problem + " (expected: application/json)")
                    .asException();
        }
    }

    GraphQlRequest body(Buffer body) {
        if (body.length() == 0) {
            throw bad("the body is empty (expected: {\"query\": …})");
        }
        var bytes = Bytes.of(body);
        return payload(parse(bytes.array(), bytes.from(), bytes.to()));
    }

    private Json parse(byte[] text, int from, int to) {
        try {
            return Json.parse(text, from, to, maxDepth);
        } catch (JsonSyntaxException e) {
            throw GatewayError.of(ErrorKind.BAD_JSON, "not valid JSON: " + e.getMessage())
                    .asException();
        }
    }

    GraphQlRequest query(EdgeRequest request) {
        return request(
                request.parameter("query"),
                text(request.parameter("operationName")),
                object(request.parameter("variables"), "variables"),
                object(request.parameter("extensions"), "extensions"));
    }

    private @Nullable Json object(@Nullable String text, String field) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        var bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return object(parse(bytes, 0, bytes.length), field, false);
    }

    /// @throws GatewayException naming the field that is not what it must be
    GraphQlRequest payload(Json payload) {
        if (payload.isArray()) {
            throw bad("several requests at once are not served: batching is off (expected: one request, an object)");
        }
        if (!payload.isObject()) {
            throw bad("the request is not an object (expected: {\"query\": …})");
        }
        var query = payload.get("query");
        if (query != null && !query.isString()) {
            throw field("query", "not a string (expected: a GraphQL document)");
        }
        var name = payload.get("operationName");
        if (name != null && !name.isString()) {
            throw field("operationName", "not a string (expected: an operation of the document)");
        }
        return request(
                query == null ? null : query.asString(),
                name == null ? null : text(name.asString()),
                object(payload.get("variables"), "variables", true),
                object(payload.get("extensions"), "extensions", true));
    }

    private static @Nullable Json object(@Nullable Json value, String field, boolean inBody) {
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isObject()) {
            throw field(field, "not an object (expected: " + (inBody ? "an object" : "a JSON object") + ")");
        }
        return value;
    }

    private static GraphQlRequest request(
            @Nullable String query, @Nullable String name, @Nullable Json variables, @Nullable Json extensions) {
        var hash = extensions == null ? null : hash(extensions);
        if (hash == null && (query == null || query.isBlank())) {
            throw GatewayError.field(ErrorKind.MISSING_FIELD, "query", "query is missing (expected: a document)")
                    .asException();
        }
        if (variables != null && variables.weight() > MAX_VALUES) {
            throw field("variables", "more than " + MAX_VALUES + " values (expected: fewer)");
        }
        Map<String, Object> values = variables == null ? Map.of() : JsonValues.map(variables);
        return new GraphQlRequest(query, name, values, hash);
    }

    /// `extensions.persistedQuery: {version: 1, sha256Hash}`.
    private static @Nullable String hash(Json extensions) {
        var persisted = extensions.object("persistedQuery");
        if (persisted == null) {
            return null;
        }
        var hash = persisted.string("sha256Hash");
        if (persisted.count("version") != APQ_VERSION || hash == null || hash.length() != HASH_LENGTH) {
            throw field("extensions.persistedQuery", "not understood (expected: {version: 1, sha256Hash: 64 digits})");
        }
        return hash.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(@Nullable String value) {
        return value == null || value.isEmpty() ? null : value;
    }

    private static GatewayException bad(String message) {
        return GatewayError.of(ErrorKind.BAD_REQUEST, message).asException();
    }

    private static GatewayException field(String name, String what) {
        return GatewayError.field(ErrorKind.INVALID_FIELD, name, name + ": " + what)
                .asException();
    }
}
