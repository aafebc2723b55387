package io.polygate.wire.openai;

import io.polygate.model.Content;
import io.polygate.model.Seal;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.StreamEncoder;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.sse.SseWriter;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes `chat.completion.chunk` events: the role first, one chunk for each delta, one with the finish reason for each
/// choice, one with the usage where it was asked for, then `[DONE]`.
final class ChatStreamEncoder implements StreamEncoder {

    /// What is known of a choice: the place of each call among its calls, the functions whose arguments have not
    /// begun, and whether its role was said.
    private static final class Open {
        final Map<Integer, Integer> calls = new HashMap<>();
        final Set<Integer> bare = new HashSet<>();
        int count;
        int details;
        boolean said;
    }

    private final ResponseContext context;
    private final boolean usageAsked;
    private final SseWriter out = new SseWriter();
    private final Warnings warnings = new Warnings(ChatDialect.NAME);
    private final Map<Integer, Open> choices = new HashMap<>();
    private String id;
    private String model;
    private long created;
    private Usage usage = Usage.ZERO;

    ChatStreamEncoder(ResponseContext context) {
        this.context = context;
        this.usageAsked = context.request().includeUsage();
        this.id = context.id();
        this.model = context.request().model();
        this.created = context.createdSeconds();
    }

    @Override
    public void encode(StreamEvent event) {
        switch (event) {
            case StreamEvent.Started e -> start(e);
            case StreamEvent.PartStarted e -> part(e);
            case StreamEvent.TextDelta e -> delta(e.choice(), json -> json.field("content", e.text()));
            case StreamEvent.RefusalDelta e -> delta(e.choice(), json -> json.field("refusal", e.text()));
            case StreamEvent.ReasoningDelta e -> delta(e.choice(), json -> json.field("reasoning_content", e.text()));
            case StreamEvent.ArgumentsDelta e -> arguments(e);
            case StreamEvent.AudioDelta e -> delta(e.choice(), json -> ChatAudio.piece(e.data(), e.transcript(), json));
            case StreamEvent.CitationAdded e ->
                delta(e.choice(), json -> ChatContent.encode(List.of(e.citation()), json));
            case StreamEvent.LogprobsAdded e -> logprobs(e);
            case StreamEvent.PartEnded e -> ended(e);
            case StreamEvent.Finished e -> finish(e);
            case StreamEvent.UsageReported e -> usage = e.usage();
            case StreamEvent.Ping _ -> {}
            case StreamEvent.Ended _ -> end();
            case StreamEvent.Failed e -> {
                OpenAiErrors.write(out.data(), e.error(), context.id());
                out.end();
            }
        }
    }

    @Override
    public Buffer take() {
        return out.take();
    }

    @Override
    public List<String> warnings() {
        return warnings.list();
    }

    private void start(StreamEvent.Started started) {
        id = started.id().isEmpty() ? id : started.id();
        model = started.model().isEmpty() ? model : started.model();
        created = started.created() == 0 ? created : started.created();
        open(0);
    }

    /// The choice, with its role said.
    private Open open(int choice) {
        var open = choices.computeIfAbsent(choice, _ -> new Open());
        if (!open.said) {
            open.said = true;
            chunk(choice, json -> json.field("role", "assistant").field("content", ""), null);
        }
        return open;
    }

    private void delta(int choice, Consumer<JsonWriter> delta) {
        open(choice);
        chunk(choice, delta, null);
    }

    private void part(StreamEvent.PartStarted event) {
        switch (event.start().content()) {
            case Content.ToolCall call -> call(event, call);
            case Content.Media _
            when ChatAudio.is(event.start()) ->
                delta(event.choice(), json -> ChatAudio.start(event.start(), id, warnings, json));
            case Content.Media _ ->
                delta(event.choice(), json -> ChatContent.encodeMedia(List.of(event.start()), id, warnings, json));
            case Content.Text _, Content.Reasoning _, Content.Refusal _ -> open(event.choice());
            case Content.ToolResult _, Content.ServerToolCall _, Content.ServerToolResult _, Content.Opaque _ ->
                warnings.unsupported("content." + ChatParts.name(event.start().content()));
        }
    }

    private void call(StreamEvent.PartStarted event, Content.ToolCall call) {
        var open = open(event.choice());
        var place = open.count++;
        open.calls.put(event.part(), place);
        if (!call.custom() && call.arguments().isBlank()) {
            open.bare.add(event.part());
        }
        chunk(
                event.choice(),
                json -> {
                    json.name("tool_calls")
                            .array()
                            .object()
                            .field("index", place)
                            .field("id", call.id());
                    ChatCalls.body(call, json);
                    ChatCalls.seal(event.start().seal(), json);
                    json.endObject().endArray();
                },
                null);
    }

    private void arguments(StreamEvent.ArgumentsDelta event) {
        var open = open(event.choice());
        var place = open.calls.get(event.part());
        if (place == null) {
            return;
        }
        if (!event.text().isBlank()) {
            open.bare.remove(event.part());
        }
        more(event.choice(), place, event.text());
    }

    private void more(int choice, int place, String arguments) {
        chunk(
                choice,
                json -> json.name("tool_calls")
                        .array()
                        .object()
                        .field("index", place)
                        .name("function")
                        .object()
                        .field("arguments", arguments)
                        .endObject()
                        .endObject()
                        .endArray(),
                null);
    }

    /// Clients parse a function's arguments: none are an empty object.
    private void ended(StreamEvent.PartEnded event) {
        var open = open(event.choice());
        var place = open.calls.get(event.part());
        if (place != null && open.bare.remove(event.part())) {
            more(event.choice(), place, "{}");
        }
        var seal = event.seal();
        if (seal != null) {
            sealed(event.choice(), event.part(), seal);
        }
    }

    /// The seal of reasoning (or of a text) as the last detail; a call told its own at its start.
    private void sealed(int choice, int part, Seal seal) {
        var open = open(choice);
        if (open.calls.containsKey(part)) {
            return;
        }
        var index = open.details++;
        chunk(
                choice,
                json -> {
                    json.name("reasoning_details").array();
                    ReasoningDetails.encode("", null, seal, index, json);
                    json.endArray();
                },
                null);
    }

    private void logprobs(StreamEvent.LogprobsAdded event) {
        open(event.choice());
        var json = begin();
        json.object().field("index", event.choice()).name("delta").object().endObject();
        json.name("logprobs");
        Logprobs.encode(event.logprobs(), json);
        json.name("finish_reason").nullValue().endObject();
        endChunk(json);
    }

    private void finish(StreamEvent.Finished event) {
        open(event.choice());
        chunk(event.choice(), _ -> {}, FinishReasons.encode(event.reason()));
    }

    private void end() {
        if (usageAsked) {
            var json = begin();
            json.endArray().name("usage");
            OpenAiUsage.encode(usage, json);
            json.endObject();
            out.end();
        }
        out.done();
    }

    private void chunk(int choice, Consumer<JsonWriter> delta, @Nullable String finish) {
        var json = begin();
        json.object().field("index", choice).name("delta").object();
        delta.accept(json);
        json.endObject().name("logprobs").nullValue();
        json.rawField("finish_reason", finish == null ? "null" : JsonWriter.quote(finish))
                .endObject();
        endChunk(json);
    }

    private JsonWriter begin() {
        var json = out.data().object().field("id", id).field("object", "chat.completion.chunk");
        return json.field("created", created)
                .field("model", model)
                .name("choices")
                .array();
    }

    private void endChunk(JsonWriter json) {
        json.endArray();
        if (usageAsked) {
            json.name("usage").nullValue();
        }
        json.endObject();
        out.end();
    }
}
