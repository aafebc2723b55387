package io.polygate.door.grpc;

import io.polygate.bus.OpenCall;
import io.polygate.edge.EdgeRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The body of a request for a backend's method that goes by as it comes, at the backend's pace: one of many lines, or
/// one whose end is not known.
final class JsonUpload {

    private static final Buffer END = Buffer.buffer();
    private static final int SMALL = 64 * 1024;
    private static final Set<String> LINES =
            Set.of("application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines");
    private static final Set<HttpMethod> BODILESS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.DELETE, HttpMethod.OPTIONS);

    private final EdgeRequest request;
    private final JsonAnswer answer;
    private @Nullable OpenCall call;

    JsonUpload(EdgeRequest request) {
        this.request = request;
        this.answer = new JsonAnswer(request, false, json -> json);
    }

    /// Whether it is not simply read whole: by its type, or as it is large or does not tell its length. A packed one
    /// is.
    static boolean suits(EdgeRequest request) {
        var encoding = request.header(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return false;
        }
        if (BODILESS.contains(request.http().method())) {
            return false;
        }
        var type = request.header(HttpHeaders.CONTENT_TYPE);
        var length = request.header(HttpHeaders.CONTENT_LENGTH);
        return type != null && LINES.contains(type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                || (length == null ? endless(request) : length.length() > 5 || Integer.parseInt(length) > SMALL);
    }

    private static boolean endless(EdgeRequest request) {
        return request.http().version() == HttpVersion.HTTP_2 || request.header(HttpHeaders.TRANSFER_ENCODING) != null;
    }

    /// @param opener opens the call, whose answer is given to it; null when it was refused at once
    void begin(Function<JsonAnswer, @Nullable OpenCall> opener) {
        var http = request.http();
        http.handler(this::chunk);
        http.exceptionHandler(e -> {});
        http.endHandler(v -> send(END));
        answer.onEnd(request::resume);
        call = opener.apply(answer);
        if (call != null) {
            call.onDrain(request::resume);
        }
    }

    private void chunk(Buffer bytes) {
        if (bytes.length() > 0) {
            send(bytes);
        }
    }

    /// What comes after the answer is thrown away.
    private void send(Buffer bytes) {
        if (call == null || answer.over()) {
            return;
        }
        call.send(bytes);
        if (!call.writable()) {
            request.pause();
        }
    }
}
