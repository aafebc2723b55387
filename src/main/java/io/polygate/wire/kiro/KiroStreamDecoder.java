package io.polygate.wire.kiro;

import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.GatewayError;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import io.polygate.wire.Answers;
import io.polygate.wire.OpenParts;
import io.polygate.wire.StreamDecoder;
import io.polygate.wire.StreamEnd;
import io.polygate.wire.Target;
import io.polygate.wire.ThinkTags;
import io.polygate.wire.VendorErrors;
import io.polygate.wire.eventstream.Frame;
import io.polygate.wire.eventstream.FrameParser;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The events of Kiro: text (thinking inside a tag at its start), calls in fragments, and how much of the context is
/// full. Nobody counts tokens: what was used is told from that, and what was written from its length.
final class KiroStreamDecoder implements StreamDecoder {

    private static final long CONTEXT = 200_000;
    private static final int CHARACTERS_A_TOKEN = 4;
    private static final String TOO_LONG = "ContentLengthExceededException";

    private final Target target;
    private final Consumer<StreamEvent> handler;
    private final FrameParser frames;
    private final OpenParts parts;
    private final Map<String, Integer> calls = new LinkedHashMap<>();
    private final Set<String> argued = new HashSet<>();
    private ThinkTags tags;
    private boolean texts;
    private boolean thought;
    private boolean started;
    private boolean called;
    private final StreamEnd end;
    private boolean tooLong;
    private long written;
    private double full;

    KiroStreamDecoder(Target target, Consumer<StreamEvent> handler) {
        this.target = target;
        this.handler = handler;
        this.end = new StreamEnd(handler);
        this.frames = new FrameParser(target.maxEventBytes(), this::frame);
        this.parts = new OpenParts(0, handler);
        this.tags = tags();
    }

    private ThinkTags tags() {
        return new ThinkTags(
                "thinking",
                text -> {
                    thought = true;
                    parts.reasoning(text);
                },
                this::say);
    }

    @Override
    public void push(Buffer chunk) {
        end.unlessReached(() -> frames.push(chunk));
    }

    /// Nothing tells the end but the end of the body.
    @Override
    public void finish() {
        if (end.reached()) {
            return;
        }
        if (!started || !frames.complete()) {
            end.fail(Answers.cutShort());
            return;
        }
        end.reach(() -> last(tooLong ? Unified.LENGTH : called ? Unified.TOOL_CALLS : Unified.STOP));
    }

    private void frame(Frame frame) {
        if (end.reached()) {
            return;
        }
        var failure = frame.failure();
        var payload = frame.payload();
        Json json;
        try {
            json = Json.parse(payload.array(), payload.from(), payload.to(), Json.MAX_DEPTH);
        } catch (JsonSyntaxException e) {
            json = Json.parse("{}");
        }
        if (failure == null) {
            event(String.valueOf(frame.event()), json);
        } else if (failure.equals(TOO_LONG) && started) {
            tooLong = true;
        } else {
            var said = json.string("message");
            var message = said == null ? frame.failureMessage() : said;
            var kind = failure.equals(TOO_LONG)
                    ? ErrorKind.CONTEXT_LENGTH
                    : VendorErrors.kind(502, failure, null, message);
            end.fail(GatewayError.of(kind, message.isEmpty() ? "the backend's stream failed" : message));
        }
    }

    private void event(String type, Json json) {
        start();
        switch (type) {
            case "assistantResponseEvent" -> text(json.string("content"));
            case "toolUseEvent" -> call(json);
            case "contextUsageEvent" -> {
                var percentage = json.get("contextUsagePercentage");
                var number = percentage == null ? null : percentage.asDouble();
                full = number == null ? full : number;
            }
            default -> {}
        }
    }

    private void start() {
        if (!started) {
            started = true;
            handler.accept(new StreamEvent.Started("", target.model(), 0, Extras.NONE));
        }
    }

    private void text(@Nullable String content) {
        if (content != null && !content.isEmpty()) {
            written += content.length();
            texts = true;
            tags.push(content);
        }
    }

    /// Blank lines between thinking and answer belong to neither.
    private void say(String text) {
        var said = thought ? text.stripLeading() : text;
        if (!said.isEmpty()) {
            thought = false;
            parts.text(said);
        }
    }

    /// Fragments of one call have the same id; what follows it is another text.
    private void call(Json json) {
        endText();
        called = true;
        var id = String.valueOf(json.string("toolUseId"));
        var name = json.string("name");
        var part = calls.computeIfAbsent(
                id, k -> parts.call(Part.of(Content.ToolCall.of(k, name == null ? "" : name, ""))));
        var input = json.get("input");
        var text = input == null ? "" : input.isString() ? String.valueOf(input.asString()) : input.raw();
        if (!text.isEmpty()) {
            written += text.length();
            argued.add(id);
            parts.arguments(part, text);
        }
        if (json.isTrue("stop")) {
            argue(id, part);
        }
    }

    /// A call without arguments has an object without members.
    private void argue(String id, int part) {
        if (argued.add(id)) {
            parts.arguments(part, "{}");
        }
    }

    private void endText() {
        if (texts) {
            tags.finish();
            tags = tags();
            texts = false;
        }
    }

    private void last(Unified reason) {
        endText();
        calls.forEach(this::argue);
        parts.end();
        handler.accept(new StreamEvent.Finished(0, FinishReason.of(reason, null), Extras.NONE));
        long output = (written + CHARACTERS_A_TOKEN - 1) / CHARACTERS_A_TOKEN;
        long input = Math.max(0, Math.round(CONTEXT * full / 100) - output);
        handler.accept(new StreamEvent.UsageReported(Usage.of(input, output)));
    }
}
