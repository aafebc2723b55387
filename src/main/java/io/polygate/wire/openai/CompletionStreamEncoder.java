package io.polygate.wire.openai;

import io.polygate.model.Content;
import io.polygate.model.Logprob;
import io.polygate.model.StreamEvent;
import io.polygate.model.Usage;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.StreamEncoder;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.sse.SseWriter;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes `text_completion` chunks: the text, and logprobs in their legacy form.
final class CompletionStreamEncoder implements StreamEncoder {

    private final ResponseContext context;
    private final SseWriter out = new SseWriter();
    private final Warnings warnings = new Warnings("completions");
    private final Map<Integer, Integer> offsets = new HashMap<>();
    private String id;
    private String model;
    private long created;
    private Usage usage = Usage.ZERO;

    CompletionStreamEncoder(ResponseContext context) {
        this.context = context;
        this.id = context.id();
        this.model = context.request().model();
        this.created = context.createdSeconds();
    }

    @Override
    public void encode(StreamEvent event) {
        switch (event) {
            case StreamEvent.Started e -> {
                id = e.id().isEmpty() ? id : e.id();
                model = e.model().isEmpty() ? model : e.model();
                created = e.created() == 0 ? created : e.created();
            }
            case StreamEvent.PartStarted e -> {
                if (!(e.start().content() instanceof Content.Text)) {
                    warnings.unsupported("content." + ChatParts.name(e.start().content()));
                }
            }
            case StreamEvent.TextDelta e -> chunk(e.choice(), e.text(), null);
            case StreamEvent.Finished e -> chunk(e.choice(), "", FinishReasons.encode(e.reason()));
            case StreamEvent.UsageReported e -> usage = e.usage();
            case StreamEvent.LogprobsAdded e -> logprobs(e.choice(), e.logprobs());
            case StreamEvent.RefusalDelta _,
                    StreamEvent.ReasoningDelta _,
                    StreamEvent.ArgumentsDelta _,
                    StreamEvent.AudioDelta _,
                    StreamEvent.CitationAdded _,
                    StreamEvent.PartEnded _,
                    StreamEvent.Ping _ -> {}
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

    /// A chunk of their own: the text that they belong to has its own event.
    private void logprobs(int choice, List<Logprob> logprobs) {
        var json = begin().object().field("text", "").field("index", choice).name("logprobs");
        int offset = offsets.getOrDefault(choice, 0);
        offsets.put(choice, Logprobs.encodeLegacy(logprobs, offset, json));
        json.rawField("finish_reason", "null").endObject();
        json.endArray().endObject();
        out.end();
    }

    private void chunk(int choice, String text, @Nullable String finish) {
        var json = begin().object()
                .field("text", text)
                .field("index", choice)
                .name("logprobs")
                .nullValue();
        json.rawField("finish_reason", finish == null ? "null" : JsonWriter.quote(finish))
                .endObject();
        json.endArray().endObject();
        out.end();
    }

    private JsonWriter begin() {
        var json = out.data().object().field("id", id).field("object", "text_completion");
        return json.field("created", created)
                .field("model", model)
                .name("choices")
                .array();
    }

    private void end() {
        if (context.request().includeUsage()) {
            var json = begin().endArray().name("usage");
            OpenAiUsage.encode(usage, json);
            json.endObject();
            out.end();
        }
        out.done();
    }
}
