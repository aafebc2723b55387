package io.polygate.door.websocket;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.sse.SseEvent;
import io.polygate.wire.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// Reads a streamed chat completion: hands out its chunks and keeps what its end has to tell.
final class ChunkReader {

    private static final int MAX_EVENT = 16 * 1024 * 1024;

    /// Hears the chunks, in order.
    interface Handler {

        /// @param size bytes of the chunk's text
        void chunk(Json chunk, int size);
    }

    private final Handler handler;
    private final SseParser parser = new SseParser(MAX_EVENT, this::event);
    private @Nullable String finishReason;
    private @Nullable Json usage;
    private @Nullable GatewayError error;

    ChunkReader(Handler handler) {
        this.handler = handler;
    }

    @Nullable
    String finishReason() {
        return finishReason;
    }

    @Nullable
    Json usage() {
        return usage;
    }

    /// What the backend told of instead of going on, or null.
    @Nullable
    GatewayError push(@Nullable Buffer bytes, boolean last) {
        try {
            if (bytes != null) {
                parser.push(bytes);
            }
            if (last) {
                parser.finish();
            }
        } catch (GatewayException e) {
            error = e.error();
        } catch (JsonSyntaxException e) {
            error = GatewayError.of(ErrorKind.UPSTREAM_ERROR, "an event of the backend's stream is not valid JSON");
        }
        return error;
    }

    private void event(SseEvent event) {
        if (error != null || event.isDone()) {
            return;
        }
        var data = event.data();
        var chunk = Json.parse(data.array(), data.from(), data.to(), Json.MAX_DEPTH);
        var failure = chunk.object("error");
        if (failure != null) {
            error = told(failure);
            return;
        }
        var used = chunk.object("usage");
        usage = used == null ? usage : used;
        for (var choice : chunk.items("choices")) {
            var reason = choice.string("finish_reason");
            finishReason = reason == null ? finishReason : reason;
        }
        handler.chunk(chunk, data.length());
    }

    private static GatewayError told(Json failure) {
        var message = failure.string("message");
        return GatewayError.of(ErrorKind.UPSTREAM_ERROR, message == null ? "the backend failed" : message)
                .withVendorWords(failure.string("type"), failure.string("code"));
    }
}
