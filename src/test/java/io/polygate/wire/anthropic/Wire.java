package io.polygate.wire.anthropic;

import io.polygate.model.ChatRequest;
import io.polygate.model.ChatResponse;
import io.polygate.model.StreamEvent;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ResponseCollector;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Target;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// The dialect as the tests use it: texts in, texts and values out.
final class Wire {

    static final AnthropicDialect DIALECT = new AnthropicDialect();
    static final String OLD = "claude-sonnet-4-5";
    static final String NEW = "claude-opus-4-8";

    private Wire() {}

    static ChatRequest request(String json) {
        return DIALECT.decodeRequest(IncomingRequest.of(Buffer.buffer(json.replace('\'', '"'))));
    }

    static EncodedRequest encoded(ChatRequest request, String model) {
        return DIALECT.encodeRequest(request, Target.of(model));
    }

    static JsonObject body(ChatRequest request, String model) {
        return new JsonObject(encoded(request, model).body());
    }

    static ChatResponse response(String json) {
        return DIALECT.decodeResponse(Buffer.buffer(json.replace('\'', '"')), Target.of(OLD));
    }

    static ResponseContext context() {
        return ResponseContext.of("msg_ours", 1_700_000_000L, ChatRequest.of("m", List.of()));
    }

    static JsonObject body(ChatResponse response) {
        return new JsonObject(DIALECT.encodeResponse(response, context()).body());
    }

    /// The events of a stream whose data lines are given, each named after its type.
    static List<StreamEvent> events(String... data) {
        var stream = new StringBuilder();
        for (var line : data) {
            var json = line.replace('\'', '"');
            var type = json.startsWith("{") ? new JsonObject(json).getString("type", "error") : "x";
            stream.append("event: ")
                    .append(type)
                    .append("\ndata: ")
                    .append(json)
                    .append("\n\n");
        }
        return ofText(stream.toString());
    }

    static List<StreamEvent> ofText(String stream) {
        var events = new ArrayList<StreamEvent>();
        var decoder = DIALECT.streamDecoder(Target.of(OLD), events::add);
        decoder.push(Buffer.buffer(stream));
        decoder.finish();
        return events;
    }

    static ChatResponse collected(List<StreamEvent> events) {
        var collector = new ResponseCollector(1_000_000);
        events.forEach(collector);
        return collector.response();
    }

    static String stream(List<StreamEvent> events) {
        var encoder = DIALECT.streamEncoder(context());
        events.forEach(encoder::encode);
        return encoder.take().toString();
    }
}
