package io.polygate.provider.cloud;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.http.AnswerReader;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.sse.SseEvent;
import io.polygate.wire.sse.SseParser;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/// Takes Gemini's messages out of the envelopes of Code Assist, in the framing that the caller reads.
final class CodeAssistAnswer implements AnswerReader {

    private static final int MAX_MESSAGE = 64 * 1024 * 1024;

    private final AnswerReader reader;
    private final boolean array;
    private final Buffer whole = Buffer.buffer();
    private @Nullable SseParser events;
    private boolean failing;
    private boolean begun;
    private Buffer ready = Buffer.buffer();

    /// @param array whether a stream is read as a JSON array
    CodeAssistAnswer(AnswerReader reader, boolean array) {
        this.reader = reader;
        this.array = array;
    }

    @Override
    public void head(HttpClientResponse response) {
        var type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        failing = response.statusCode() >= 300;
        if (!failing && type != null && type.startsWith("text/event-stream")) {
            events = new SseParser(MAX_MESSAGE, this::event);
            if (array) {
                response.headers().set(HttpHeaders.CONTENT_TYPE, "application/json");
            }
        }
        reader.head(response);
    }

    @Override
    public void bytes(Buffer bytes, boolean last) {
        if (failing) {
            reader.bytes(bytes, last);
        } else if (events != null) {
            events.push(bytes);
            if (last) {
                events.finish();
                ready.appendString(!array ? "" : begun ? "]" : "[]");
            }
            hand(last);
        } else {
            collect(bytes, last);
        }
    }

    private void collect(Buffer bytes, boolean last) {
        if (whole.length() + bytes.length() > MAX_MESSAGE) {
            throw GatewayError.of(
                            ErrorKind.UPSTREAM_ERROR, "the backend's answer is larger than " + MAX_MESSAGE + " bytes")
                    .asException();
        }
        whole.appendBuffer(bytes);
        if (last) {
            ready = Buffer.buffer(message(whole.toString()));
            hand(true);
        }
    }

    private void hand(boolean last) {
        var taken = ready;
        if (taken.length() > 0 || last) {
            ready = Buffer.buffer();
            reader.bytes(taken, last);
        }
    }

    private void event(SseEvent event) {
        var message = message(event.text());
        if (array) {
            ready.appendString(begun ? ",\n" : "[").appendString(message);
        } else {
            ready.appendString("data: ")
                    .appendString(message.replace('\n', ' ').replace('\r', ' '))
                    .appendString("\r\n\r\n");
        }
        begun = true;
    }

    /// The message inside; what is in no envelope (a count, an error) stays as it is.
    private static String message(String text) {
        try {
            var envelope = Json.parse(text);
            var response = envelope.object("response");
            if (response == null) {
                return text;
            }
            var trace = envelope.string("traceId");
            if (trace == null || response.has("responseId")) {
                return response.raw();
            }
            var json = new JsonWriter(text.length() + 64).object();
            response.members().forEach(member -> json.name(member.name()).raw(member.value()));
            return json.field("responseId", trace).endObject().toString();
        } catch (JsonSyntaxException e) {
            return text;
        }
    }

    @Override
    public void failed(GatewayError error) {
        reader.failed(error);
    }
}
