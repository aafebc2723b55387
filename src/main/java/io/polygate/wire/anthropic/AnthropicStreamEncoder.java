package io.polygate.wire.anthropic;

import io.polygate.model.Content;
import io.polygate.model.FinishReason;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.SequentialParts;
import io.polygate.wire.StreamEncoder;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.sse.SseWriter;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes a stream of Messages: blocks strictly one after the other, the stop reason and the whole usage at the end.
///
/// `message_start` waits for what comes with it, so that it can tell the usage of the prompt where that is known.
final class AnthropicStreamEncoder implements StreamEncoder {

    /// Fields of `message_delta` beside its `delta`.
    private static final Set<String> BESIDE_DELTA = Set.of("context_management");

    private final ResponseContext context;
    private final SseWriter out = new SseWriter();
    private final Warnings warnings = new Warnings(AnthropicDialect.NAME);
    private final SequentialParts sequence = new SequentialParts(this::inOrder);
    private final Map<Integer, BlockStream> blocks = new HashMap<>();
    private StreamEvent.@Nullable Started started;
    private StreamEvent.@Nullable Finished finished;
    private Usage usage = Usage.ZERO;
    private boolean begun;
    private boolean calls;
    private int count;

    AnthropicStreamEncoder(ResponseContext context) {
        this.context = context;
    }

    @Override
    public void encode(StreamEvent event) {
        sequence.accept(event);
    }

    @Override
    public Buffer take() {
        begin();
        return out.take();
    }

    @Override
    public List<String> warnings() {
        return warnings.list();
    }

    private void inOrder(StreamEvent event) {
        if (!(event instanceof StreamEvent.UsageReported)) {
            begin();
        }
        switch (event) {
            case StreamEvent.Started e -> started = e;
            case StreamEvent.PartStarted e -> part(e);
            case StreamEvent.TextDelta e -> text(e.choice(), e.part(), e.text());
            case StreamEvent.RefusalDelta e -> text(e.choice(), e.part(), e.text());
            case StreamEvent.ReasoningDelta e -> {
                var block = block(e.choice(), e.part());
                if (block != null) {
                    block.thinking(e.text());
                }
            }
            case StreamEvent.ArgumentsDelta e -> {
                var block = block(e.choice(), e.part());
                if (block != null) {
                    block.arguments(e.text());
                }
            }
            case StreamEvent.CitationAdded e -> {
                var block = block(e.choice(), e.part());
                if (block != null) {
                    block.citation(e.citation());
                }
            }
            case StreamEvent.AudioDelta _ -> {}
            case StreamEvent.LogprobsAdded _ -> warnings.unsupported("logprobs");
            case StreamEvent.PartEnded e -> {
                var block = block(e.choice(), e.part());
                if (block != null) {
                    block.end(e.seal());
                    blocks.remove(e.part());
                }
            }
            case StreamEvent.Finished e -> finished = e.choice() == 0 ? e : finished;
            case StreamEvent.UsageReported e -> usage = e.usage();
            case StreamEvent.Ping _ -> {
                out.event("ping").object().field("type", "ping").endObject();
                out.end();
            }
            case StreamEvent.Ended _ -> end();
            case StreamEvent.Failed e -> {
                AnthropicErrors.write(out.event("error"), e.error(), context.id());
                out.end();
            }
        }
    }

    private void text(int choice, int part, String text) {
        var block = block(choice, part);
        if (block != null) {
            block.text(text);
        }
    }

    /// The open block of a part; none where it is another choice's or can't be said.
    private @Nullable BlockStream block(int choice, int part) {
        return choice == 0 ? blocks.get(part) : null;
    }

    private void begin() {
        var start = started;
        if (start == null || begun) {
            return;
        }
        begun = true;
        var json = out.event("message_start").object().field("type", "message_start");
        json.name("message").object().field("id", start.id().isEmpty() ? context.id() : start.id());
        json.field("type", "message").field("role", "assistant");
        json.field("model", start.model().isEmpty() ? context.request().model() : start.model());
        json.name("content").array().endArray();
        json.name("stop_reason").nullValue().name("stop_sequence").nullValue();
        warnings.extras(start.extras(), AnthropicDialect.NAME);
        start.extras().of(AnthropicDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
        json.name("usage");
        AnthropicUsage.encode(usage, json);
        json.endObject().endObject();
        out.end();
    }

    private void part(StreamEvent.PartStarted event) {
        if (event.choice() != 0) {
            warnings.unsupported("choices");
            return;
        }
        var start = event.start();
        calls |= start.content() instanceof Content.ToolCall;
        var block = new BlockStream(start, out, () -> count++);
        switch (start.content()) {
            case Content.Text _, Content.Refusal _, Content.Reasoning _ -> blocks.put(event.part(), block);
            case Content.ToolCall _ -> {
                block.start(null);
                blocks.put(event.part(), block);
            }
            default -> whole(start, block);
        }
    }

    private void whole(Part part, BlockStream block) {
        if (!AnthropicResponses.sayable(part)) {
            warnings.unsupported("content." + BlockWriter.name(part.content()));
            return;
        }
        block.whole(warnings);
    }

    private void end() {
        var finish = finished == null ? FinishReason.of(FinishReason.Unified.STOP, null) : finished.reason();
        var json = out.event("message_delta").object().field("type", "message_delta");
        json.name("delta").object().field("stop_reason", StopReasons.encode(finish, calls));
        json.rawField(
                "stop_sequence", finish.stopSequence() == null ? "null" : JsonWriter.quote(finish.stopSequence()));
        extras(false, json);
        json.endObject().name("usage");
        AnthropicUsage.encode(usage, json);
        extras(true, json);
        json.endObject();
        out.end();
        out.event("message_stop").object().field("type", "message_stop").endObject();
        out.end();
    }

    private void extras(boolean beside, JsonWriter json) {
        if (finished == null) {
            return;
        }
        warnings.extras(finished.extras(), AnthropicDialect.NAME);
        finished.extras().of(AnthropicDialect.NAME).forEach((name, value) -> {
            if (BESIDE_DELTA.contains(name) == beside) {
                json.rawField(name, value.text());
            }
        });
    }
}
