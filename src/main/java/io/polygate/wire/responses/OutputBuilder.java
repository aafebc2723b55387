package io.polygate.wire.responses;

import io.polygate.model.Content;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Logprob;
import io.polygate.model.Part;
import io.polygate.model.Source;
import io.polygate.model.StreamEvent;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes items out of an answer's parts, which come one after the other: tells the events of each, and keeps what the
/// end of the response repeats, at most `maxBytes` of it.
final class OutputBuilder implements Consumer<StreamEvent> {

    private final EventWriter events;
    private final String responseId;
    private final ToolNames names;
    private final boolean summaryAsked;
    private final long maxBytes;
    private final Warnings warnings;
    private final List<String> items = new ArrayList<>();
    private final List<Logprob> early = new ArrayList<>();

    private @Nullable OpenMessage message;
    private @Nullable OpenCall call;
    private @Nullable OpenReasoning reasoning;
    private boolean textOpen;
    private long kept;

    OutputBuilder(ResponseContext context, String responseId, EventWriter events, long maxBytes, Warnings warnings) {
        this.events = events;
        this.responseId = responseId;
        this.names = ToolNames.of(context.request().tools().list());
        var asked = context.request().reasoning();
        var summary = asked == null ? null : asked.summary();
        this.summaryAsked = summary != null && !summary.equals("omitted") && !summary.equals("none");
        this.maxBytes = maxBytes;
        this.warnings = warnings;
    }

    /// The items that are whole, as JSON.
    List<String> items() {
        return items;
    }

    /// Tells what was held back.
    void flush() {
        if (message != null) {
            message.flush();
        }
    }

    /// Tells the end of the message that may be open.
    void close(String status) {
        if (message != null) {
            if (textOpen) {
                textOpen = false;
                message.end();
            }
            keep(message.close(status));
            message = null;
        }
    }

    @Override
    public void accept(StreamEvent event) {
        switch (event) {
            case StreamEvent.PartStarted e -> start(e.start());
            case StreamEvent.TextDelta e -> text(e.text());
            case StreamEvent.RefusalDelta e -> text(e.text());
            case StreamEvent.ReasoningDelta e -> {
                if (reasoning != null) {
                    reasoning.append(e.passage(), e.summary(), count(e.text()));
                }
            }
            case StreamEvent.ArgumentsDelta e -> {
                if (call != null) {
                    call.append(count(e.text()));
                }
            }
            case StreamEvent.CitationAdded e -> {
                if (message != null && textOpen) {
                    message.cite(e.citation());
                }
            }
            case StreamEvent.LogprobsAdded e -> logprobs(e.logprobs());
            case StreamEvent.PartEnded e -> end(e);
            case StreamEvent.AudioDelta _,
                    StreamEvent.Started _,
                    StreamEvent.Finished _,
                    StreamEvent.UsageReported _,
                    StreamEvent.Ping _,
                    StreamEvent.Ended _,
                    StreamEvent.Failed _ -> {}
        }
    }

    private void text(String delta) {
        if (message != null && textOpen && !delta.isEmpty()) {
            message.append(count(delta));
        }
    }

    private void logprobs(List<Logprob> logprobs) {
        if (message != null && textOpen && !message.refusal()) {
            message.logprobs(logprobs);
        } else if (logprobs.isEmpty()) {
            return;
        } else if (items.isEmpty() && message == null) {
            early.addAll(logprobs);
        } else {
            warnings.unsupported("logprobs");
        }
    }

    private void start(Part start) {
        if (!OutputItems.isText(start) || (message != null && !message.takes(start))) {
            close("completed");
        }
        switch (start.content()) {
            case Content.Text text -> {
                startText(start);
                text(text.text());
                text.citations().forEach(c -> message().cite(c));
            }
            case Content.Refusal refusal -> {
                startText(start);
                text(refusal.text());
            }
            case Content.ToolCall c ->
                call = new OpenCall(events, index(), id(start, idPrefix(c)), start, c, names, warnings);
            case Content.Reasoning r -> {
                var id = r.id() == null ? generated("rs") : r.id();
                var asSummary = summaryAsked && r.id() == null;
                reasoning = new OpenReasoning(events, index(), id, start, asSummary, warnings);
            }
            case Content.Opaque(String dialect, var json)
            when dialect.equals(ResponsesDialect.NAME) -> whole(Json.parse(json.text()));
            case Content.ServerToolCall c -> serverTool(c);
            case Content.Media m -> image(m);
            default -> warnings.unsupported("content." + OutputItems.name(start.content()));
        }
    }

    private String idPrefix(Content.ToolCall call) {
        var clientTool = names.clientTool(call.name());
        return call.custom() ? "ctc" : clientTool == null ? "fc" : clientTool.idPrefix();
    }

    private void startText(Part start) {
        if (message == null) {
            message = new OpenMessage(events, index(), id(start, "msg"), start.extras(), warnings);
        }
        textOpen = true;
        message.start(start);
        if (start.content() instanceof Content.Text) {
            message.logprobs(early);
            early.clear();
        }
    }

    private OpenMessage message() {
        if (message == null) {
            throw new IllegalStateException("no message is open");
        }
        return message;
    }

    private void end(StreamEvent.PartEnded end) {
        if (textOpen) {
            textOpen = false;
            message().end();
        } else if (call != null) {
            if (end.seal() != null) {
                warnings.unsupported("tool_call.signature");
            }
            keep(call.close("completed"));
            call = null;
        } else if (reasoning != null) {
            keep(reasoning.close(end.seal(), "completed"));
            reasoning = null;
        }
    }

    private void whole(Json item) {
        ServerToolEvents.write(events, index(), item);
        count(item.raw());
        keep(item.raw());
    }

    /// Another vendor's search is told as ours; what its other tools did is not for this API.
    private void serverTool(Content.ServerToolCall tool) {
        if (!tool.name().contains("web_search")) {
            warnings.unsupported("content.server_tool_call");
            return;
        }
        var query = Json.parse(tool.input().text()).string("query");
        var json = new JsonWriter().object().field("id", generated("ws")).field("type", "web_search_call");
        json.field("status", "completed").name("action").object().field("type", "search");
        json.field("query", ResponsesAnswers.orEmpty(query)).endObject();
        whole(Json.parse(json.endObject().toString()));
    }

    /// An image that a model draws comes where OpenAI's own tool puts one.
    private void image(Content.Media media) {
        if (media.kind() != Content.MediaKind.IMAGE || !(media.source() instanceof Source.Base64 bytes)) {
            warnings.unsupported("content." + InputParts.name(media.kind()));
            return;
        }
        var json = new JsonWriter().object().field("id", generated("ig")).field("type", "image_generation_call");
        json.field("status", "completed");
        json.field(
                "output_format", bytes.mediaType().substring(bytes.mediaType().indexOf('/') + 1));
        whole(Json.parse(json.field("result", bytes.data()).endObject().toString()));
    }

    private int index() {
        return items.size();
    }

    private String id(Part part, String prefix) {
        var own = ItemExtras.id(part.extras());
        return own == null ? generated(prefix) : own;
    }

    /// The same answer gets the same ids. At most 64 characters.
    private String generated(String prefix) {
        var suffix = responseId.substring(responseId.indexOf('_') + 1);
        return prefix + "_" + suffix.substring(0, Math.min(48, suffix.length())) + "_" + index();
    }

    private void keep(String item) {
        items.add(item);
    }

    private String count(String more) {
        kept += more.length();
        if (kept > maxBytes) {
            throw GatewayError.of(
                            ErrorKind.UPSTREAM_ERROR,
                            "the answer is longer than " + maxBytes + " characters, which is what is kept of a stream")
                    .asException();
        }
        return more;
    }
}
