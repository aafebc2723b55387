package io.polygate.provider.account;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Asks the servers that give tokens, as OAuth 2 (RFC 6749) says. Nothing of what is asked or answered shows in an
/// error but the error's code. A server that fails is asked again at once, up to three times in all: whoever waits for
/// a token should not die of one bad answer.
final class TokenEndpoint {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_SECONDS = 15;
    private static final int MAX_BODY = 256 * 1024;
    private static final int TRIES = 3;
    private static final long PAUSE_MILLIS = 200;
    private static final long SOON_MILLIS = 2_000;

    private final Vertx vertx;
    private final HttpClient client;

    TokenEndpoint(Vertx vertx) {
        this.vertx = vertx;
        this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(CONNECT_MILLIS));
    }

    /// What a server answered; `json` is an empty object where it was none.
    record Answer(int status, MultiMap headers, Json json) {

        boolean ok() {
            return status >= 200 && status < 300;
        }

        /// Whether a token came: some say with a 200 that there is none.
        boolean gave(String token) {
            var given = json.string(token);
            return ok() && given != null && !given.isEmpty();
        }

        /// The error's code (`invalid_grant`), fit to be shown; the status where it says none.
        String code() {
            var error = json.string("error");
            var plain = error == null ? "" : error.replaceAll("[^A-Za-z0-9_.-]", "");
            return plain.isEmpty() ? "status " + status : plain.substring(0, Math.min(40, plain.length()));
        }

        /// Whether asking again in the same way will never help.
        boolean refused() {
            return status == 400 || status == 401 || status == 403;
        }

        /// Whether the server itself failed, which may pass.
        boolean failed() {
            return status >= 500;
        }
    }

    Future<Answer> form(URI url, Map<String, String> fields) {
        return form(url, fields, Map.of());
    }

    Future<Answer> form(URI url, Map<String, String> fields, Map<String, String> headers) {
        var body = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return ask(HttpMethod.POST, url, with(headers, "application/x-www-form-urlencoded"), Buffer.buffer(body));
    }

    Future<Answer> json(URI url, String body, Map<String, String> headers) {
        return ask(HttpMethod.POST, url, with(headers, "application/json"), Buffer.buffer(body));
    }

    Future<Answer> get(URI url, Map<String, String> headers) {
        return ask(HttpMethod.GET, url, headers, null);
    }

    private static Map<String, String> with(Map<String, String> headers, String type) {
        var all = new java.util.HashMap<>(headers);
        all.put("content-type", type);
        all.put("accept", "application/json");
        return all;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Future<Answer> ask(HttpMethod method, URI url, Map<String, String> headers, @Nullable Buffer body) {
        var options = new RequestOptions().setMethod(method).setAbsoluteURI(url.toString());
        return ask(options, headers, body, 1);
    }

    /// A server that took its time to fail is not asked again: whoever waits has waited long enough.
    private Future<Answer> ask(RequestOptions options, Map<String, String> headers, @Nullable Buffer body, int number) {
        long began = System.nanoTime();
        return once(options, headers, body).transform(asked -> {
            boolean failed = asked.failed() || asked.result().failed();
            boolean soon = System.nanoTime() - began < TimeUnit.MILLISECONDS.toNanos(SOON_MILLIS);
            if (failed && soon && number < TRIES) {
                return vertx.timer(PAUSE_MILLIS * number, TimeUnit.MILLISECONDS)
                        .compose(v -> ask(options, headers, body, number + 1));
            }
            return asked.failed() ? Future.failedFuture(unreachable()) : Future.succeededFuture(asked.result());
        });
    }

    private Future<Answer> once(RequestOptions options, Map<String, String> headers, @Nullable Buffer body) {
        return client.request(options)
                .compose(request -> {
                    headers.forEach(request::putHeader);
                    request.idleTimeout(TimeUnit.SECONDS.toMillis(ANSWER_SECONDS));
                    return (body == null ? request.send() : request.send(body))
                            .compose(response -> Bounded.body(response, MAX_BODY)
                                    .map(read -> new Answer(response.statusCode(), response.headers(), parsed(read))));
                })
                .timeout(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    private static GatewayException unreachable() {
        return GatewayError.of(
                        ErrorKind.UPSTREAM_UNREACHABLE, "the server that gives the backend's tokens cannot be reached")
                .asException();
    }

    private static Json parsed(Buffer body) {
        try {
            var json = Json.parse(body);
            return json.isObject() ? json : Json.parse("{}");
        } catch (JsonSyntaxException e) {
            return Json.parse("{}");
        }
    }
}
