package io.polygate.provider.cloud;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.bedrock.BedrockErrors;
import io.polygate.wire.eventstream.Frame;
import io.polygate.wire.eventstream.FrameParser;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Takes Anthropic's events out of AWS's frames and hands them on as the server-sent events that they are elsewhere.
/// An answer that is no stream passes as it is.
final class FramedEvents implements AnswerReader {

    private static final int MAX_FRAME = 32 * 1024 * 1024;

    private final AnswerReader reader;
    private @Nullable FrameParser parser;
    private Buffer events = Buffer.buffer();

    FramedEvents(AnswerReader reader) {
        this.reader = reader;
    }

    @Override
    public void head(HttpClientResponse response) {
        var type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && type.startsWith("application/vnd.amazon.eventstream")) {
            parser = new FrameParser(MAX_FRAME, this::frame);
            response.headers().set(HttpHeaders.CONTENT_TYPE, "text/event-stream");
        }
        reader.head(response);
    }

    @Override
    public void bytes(Buffer bytes, boolean last) {
        if (parser == null) {
            reader.bytes(bytes, last);
            return;
        }
        parser.push(bytes);
        var ready = events;
        if (ready.length() > 0 || last) {
            events = Buffer.buffer();
            reader.bytes(ready, last);
        }
    }

    private void frame(Frame frame) {
        var failure = frame.failure();
        if (failure != null) {
            error(BedrockErrors.inStream(failure, frame.payload(), frame.failureMessage()));
            return;
        }
        try {
            var payload = frame.payload();
            var json = Json.parse(payload.array(), payload.from(), payload.to(), Json.MAX_DEPTH);
            var inner = json.string("bytes");
            if (inner != null) {
                var data = Base64.getDecoder().decode(inner);
                event(String.valueOf(Json.parse(Buffer.buffer(data)).string("type")), data);
            }
        } catch (JsonSyntaxException | IllegalArgumentException e) {
            throw GatewayError.of(ErrorKind.UPSTREAM_ERROR, "the backend's stream holds an event that is not JSON")
                    .asException();
        }
    }

    private void event(String type, byte[] data) {
        for (var i = 0; i < data.length; i++) {
            data[i] = data[i] == '\n' || data[i] == '\r' ? (byte) ' ' : data[i];
        }
        events.appendString("event: ").appendString(type.replaceAll("[^a-z_]", ""));
        events.appendString("\ndata: ").appendBytes(data).appendString("\n\n");
    }

    private void error(GatewayError error) {
        var json =
                new JsonWriter().object().field("type", "error").name("error").object();
        json.field("type", error.kind().anthropicType().toLowerCase(Locale.ROOT))
                .field("message", error.message());
        event("error", json.endObject().endObject().toBytes());
    }

    @Override
    public void failed(GatewayError error) {
        reader.failed(error);
    }
}
