package io.polygate.benchmark.micro;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Role;
import io.polygate.model.StreamEvent;
import io.polygate.model.Tool;
import io.polygate.model.Tools;
import io.polygate.model.Usage;
import io.polygate.wire.Dialect;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Target;
import io.polygate.wire.anthropic.AnthropicDialect;
import io.polygate.wire.gemini.GeminiDialect;
import io.polygate.wire.openai.ChatDialect;
import io.polygate.wire.responses.ResponsesDialect;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What is translated: a conversation with a tool, and a stream of 20 chunks, in each dialect's own words.
final class Samples {

    static final Target TARGET = Target.of("model");
    static final List<String> DIALECTS = List.of("openai", "responses", "anthropic", "gemini");

    private static final int CHUNKS = 20;
    private static final int MESSAGE = 4096;
    private static final String PROSE =
            "The gateway relays every token as it comes, \"quoted\" or not,\nand keeps no more than one reader asks for. 网关 ";

    private Samples() {}

    static Dialect dialect(String name) {
        return switch (name) {
            case "openai" -> new ChatDialect();
            case "responses" -> new ResponsesDialect();
            case "anthropic" -> new AnthropicDialect();
            case "gemini" -> new GeminiDialect();
            default -> throw new IllegalArgumentException(name + " (expected: one of " + DIALECTS + ")");
        };
    }

    /// A conversation of about so many characters.
    static ChatRequest request(int characters) {
        var messages = new ArrayList<Message>();
        messages.add(Message.of(Role.SYSTEM, List.of(Part.text("You are a helpful assistant."))));
        for (int left = characters, n = 0; left > 0; left -= MESSAGE, n++) {
            var text = text(Math.min(MESSAGE, left));
            messages.add(Message.of(n % 2 == 0 ? Role.USER : Role.ASSISTANT, List.of(Part.text(text))));
        }
        if (messages.getLast().role() == Role.ASSISTANT) {
            messages.add(Message.of(Role.USER, List.of(Part.text("Go on."))));
        }
        var schema = new RawJson(
                "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}");
        var tool = Tool.Function.of("weather", "The weather of a city.", schema);
        return ChatRequest.of("model", messages)
                .withTools(new Tools(List.of(tool), null, null))
                .withStream(true, true);
    }

    private static String text(int characters) {
        return PROSE.repeat(characters / PROSE.length() + 1).substring(0, characters);
    }

    static Buffer body(Dialect dialect, ChatRequest request) {
        return dialect.encodeRequest(request, TARGET).body();
    }

    static ChatRequest decoded(Dialect dialect, Buffer body) {
        return dialect.decodeRequest(IncomingRequest.of(body, "model", true, Map.of()));
    }

    static ResponseContext context() {
        return ResponseContext.of(
                "answer-1", 1_700_000_000L, ChatRequest.of("model", List.of()).withStream(true, true));
    }

    static List<StreamEvent> events() {
        var events = new ArrayList<StreamEvent>();
        events.add(new StreamEvent.Started("answer-1", "model", 1_700_000_000L, Extras.NONE));
        events.add(new StreamEvent.PartStarted(0, 0, Part.of(Content.Text.of(""))));
        for (int i = 0; i < CHUNKS - 2; i++) {
            events.add(new StreamEvent.TextDelta(0, 0, " token"));
        }
        events.add(new StreamEvent.PartEnded(0, 0, null));
        events.add(new StreamEvent.Finished(0, FinishReason.of(FinishReason.Unified.STOP, null), Extras.NONE));
        events.add(new StreamEvent.UsageReported(Usage.of(200, 180)));
        events.add(new StreamEvent.Ended());
        return events;
    }

    /// The stream as its vendor sends it, a chunk in each buffer.
    static List<Buffer> stream(Dialect dialect) {
        var encoder = dialect.streamEncoder(context());
        var chunks = new ArrayList<Buffer>();
        for (var event : events()) {
            encoder.encode(event);
            var chunk = encoder.take();
            if (chunk.length() > 0) {
                chunks.add(Buffer.buffer(chunk.getBytes()));
            }
        }
        return chunks;
    }
}
