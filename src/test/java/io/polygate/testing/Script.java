package io.polygate.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;

/// What a fake provider does with a request. Called on the provider's event loop.
@FunctionalInterface
public interface Script {

    String CHAT =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1700000001,\"model\":\"upstream-model\","
                    + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}";

    String ROLE = chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null");
    String HELLO = chunk("{\"content\":\"Hello\"}", "null");
    String WORLD = chunk("{\"content\":\" 世界\"}", "null");
    String FINISH = chunk("{}", "\"stop\"");
    String USAGE = "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":[],"
            + "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\n";
    String DONE = "data: [DONE]\n\n";
    String STREAM = ROLE + HELLO + WORLD + FINISH + DONE;

    void play(Received received);

    static String chunk(String delta, String finish) {
        return "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1700000001,"
                + "\"model\":\"upstream-model\",\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":"
                + finish
                + "}]}\n\n";
    }

    private static HttpServerResponse response(Received received) {
        return received.request().response();
    }

    static Script json(int status, String body, String... headers) {
        return received -> {
            var response = response(received).setStatusCode(status).putHeader("content-type", "application/json");
            put(response, headers);
            response.end(body);
        };
    }

    static Script json(String body, String... headers) {
        return json(200, body, headers);
    }

    private static void put(HttpServerResponse response, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            response.putHeader(headers[i], headers[i + 1]);
        }
    }

    private static HttpServerResponse events(Received received) {
        return response(received).setChunked(true).putHeader("content-type", "text/event-stream");
    }

    /// A body of any media type, in one piece.
    static Script body(String contentType, Buffer body) {
        return received ->
                response(received).putHeader("content-type", contentType).end(body);
    }

    /// The beginning of a body of any media type, then silence.
    static Script begin(String contentType, String text) {
        return begin(contentType, Buffer.buffer(text));
    }

    static Script begin(String contentType, Buffer bytes) {
        return received -> response(received)
                .setChunked(true)
                .putHeader("content-type", contentType)
                .write(bytes);
    }

    /// The beginning of a body of any media type, then the connection breaks.
    static Script cut(String contentType, String text) {
        return cut(contentType, Buffer.buffer(text));
    }

    static Script cut(String contentType, Buffer bytes) {
        return received -> response(received)
                .setChunked(true)
                .putHeader("content-type", contentType)
                .write(bytes)
                .onComplete(v -> received.request().connection().close());
    }

    /// The same event again and again in an answer of any media type, as fast as it is taken; `written` counts the
    /// bytes that found room.
    static Script flood(String contentType, Buffer event, int count, AtomicLong written) {
        return received -> {
            var response = response(received).setChunked(true).putHeader("content-type", contentType);
            flood(response, new Flood(event, Buffer.buffer()), count, written);
        };
    }

    /// `length` bytes of any media type, as fast as they are taken; `written` counts those that found room.
    static Script flood(String contentType, long length, AtomicLong written) {
        return received ->
                pour(response(received).setChunked(true).putHeader("content-type", contentType), length, written);
    }

    private static void pour(HttpServerResponse response, long length, AtomicLong written) {
        while (written.get() < length) {
            if (response.writeQueueFull()) {
                response.drainHandler(v -> pour(response, length, written));
                return;
            }
            response.write(Buffer.buffer(new byte[64 * 1024]));
            written.addAndGet(64 * 1024);
        }
        response.end();
    }

    /// A stream in one piece.
    static Script stream(String events) {
        return received -> events(received).end(events);
    }

    /// The beginning of a stream, and its rest when the test says so.
    static Script stream(String begin, CompletableFuture<Void> go, String rest) {
        return received -> {
            var response = events(received);
            var context = Vertx.currentContext();
            response.write(begin);
            go.thenRun(() -> context.runOnContext(v -> response.end(rest)));
        };
    }

    /// A stream, each piece written on its own and flushed.
    static Script pieces(List<Buffer> pieces) {
        return pieces(200, pieces, "content-type", "text/event-stream");
    }

    /// Any answer, each piece of its body written on its own and flushed.
    static Script pieces(int status, List<Buffer> pieces, String... headers) {
        return received -> {
            var response = response(received).setStatusCode(status).setChunked(true);
            put(response, headers);
            next(response, pieces, 0);
        };
    }

    private static void next(HttpServerResponse response, List<Buffer> pieces, int at) {
        if (at == pieces.size()) {
            response.end();
        } else {
            response.write(pieces.get(at)).onSuccess(v -> next(response, pieces, at + 1));
        }
    }

    /// A stream byte by byte.
    static Script bytewise(String events) {
        var bytes = Buffer.buffer(events);
        return pieces(java.util.stream.IntStream.range(0, bytes.length())
                .mapToObj(i -> bytes.getBuffer(i, i + 1))
                .toList());
    }

    /// The beginning of a stream, then silence.
    static Script stall(String events) {
        return received -> {
            var response = events(received);
            if (events.isEmpty()) {
                response.writeHead();
            } else {
                response.write(events);
            }
        };
    }

    /// The same event again and again, without an end.
    static Script drip(String event, long everyMillis) {
        return received -> {
            var response = events(received);
            received.every(everyMillis, () -> response.write(event));
        };
    }

    /// The beginning of a stream, then the connection breaks.
    static Script cut(String events) {
        return received -> events(received)
                .write(events)
                .onComplete(v -> received.request().connection().close());
    }

    /// The beginning of a stream, then a clean end that comes too early.
    static Script early(String events) {
        return received -> events(received).end(events);
    }

    /// Says nothing at all.
    static Script hang() {
        return received -> {};
    }

    /// Closes the connection instead of an answer.
    static Script reset() {
        return received -> received.request().connection().close();
    }

    /// Announces more bytes than come.
    static Script tooShort(String body) {
        return received -> response(received)
                .putHeader("content-type", "application/json")
                .putHeader("content-length", String.valueOf(body.length() + 10))
                .write(body)
                .onComplete(v -> received.request().connection().close());
    }

    static Script gzipped(String type, String body) {
        return packed(type, "gzip", gzip(body));
    }

    /// A body as it is, with what its packing is said to be.
    static Script packed(String type, String encoding, Buffer body) {
        return received -> response(received)
                .putHeader("content-type", type)
                .putHeader("content-encoding", encoding)
                .end(body);
    }

    static Buffer gzip(String text) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toByteArray());
    }

    /// Many chunks, as fast as they are taken; `written` counts the bytes that found room.
    static Script flood(int chunks, int size, AtomicLong written) {
        var event = Buffer.buffer(chunk("{\"content\":\"" + "x".repeat(size) + "\"}", "null"));
        return received -> flood(events(received), new Flood(event, Buffer.buffer(FINISH + DONE)), chunks, written);
    }

    /// What is sent again and again, and what at last.
    record Flood(Buffer event, Buffer end) {}

    private static void flood(HttpServerResponse response, Flood flood, int left, AtomicLong written) {
        int rest = left;
        while (rest > 0 && !response.writeQueueFull()) {
            response.write(flood.event());
            written.addAndGet(flood.event().length());
            rest--;
        }
        int next = rest;
        if (rest == 0) {
            response.end(flood.end());
        } else {
            response.drainHandler(v -> flood(response, flood, next, written));
        }
    }
}
