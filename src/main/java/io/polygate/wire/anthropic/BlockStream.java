package io.polygate.wire.anthropic;

import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.sse.SseWriter;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// Writes one block of a stream. A text or thinking without content begins only when there is some, so that a client
/// never gets an empty block, which it may not send back.
final class BlockStream {

    private final Part part;
    private final SseWriter out;
    private final IntSupplier indexes;
    private int index = -1;
    private boolean custom;

    BlockStream(Part part, SseWriter out, IntSupplier indexes) {
        this.part = part;
        this.out = out;
        this.indexes = indexes;
    }

    void text(String text) {
        start(null);
        delta("text_delta", json -> json.field("text", text));
    }

    void thinking(String text) {
        start(null);
        delta("thinking_delta", json -> json.field("thinking", text));
    }

    void arguments(String piece) {
        if (piece.isEmpty()) {
            return;
        }
        var text = custom ? escaped(piece) : piece;
        delta("input_json_delta", json -> json.field("partial_json", text));
    }

    void citation(Citation citation) {
        start(null);
        delta("citations_delta", json -> Citations.encode(citation, json.name("citation")));
    }

    /// Begins the block, once.
    void start(@Nullable Seal closed) {
        if (index >= 0) {
            return;
        }
        index = indexes.getAsInt();
        var json = out.event("content_block_start").object().field("type", "content_block_start");
        json.field("index", index).name("content_block").object();
        switch (part.content()) {
            case Content.ToolCall call -> {
                json.field("type", "tool_use").field("id", call.id()).field("name", call.name());
                json.name("input").object().endObject();
                custom = call.custom();
            }
            case Content.Reasoning reasoning
            when closed != null ->
                json.field("type", "redacted_thinking").field("data", Seals.carry(closed, reasoning.id()));
            case Content.Reasoning _ ->
                json.field("type", "thinking").field("thinking", "").field("signature", "");
            default -> json.field("type", "text").field("text", "");
        }
        part.extras().of(AnthropicDialect.NAME).forEach((name, value) -> json.rawField(name, value.text()));
        json.endObject().endObject();
        out.end();
        if (custom) {
            delta("input_json_delta", delta -> delta.field("partial_json", "{\"input\":\""));
        }
    }

    /// A block that is there at once.
    void whole(Warnings warnings) {
        index = indexes.getAsInt();
        var json = out.event("content_block_start").object().field("type", "content_block_start");
        json.field("index", index).name("content_block");
        BlockWriter.ofAnswer(json, warnings).write(part);
        json.endObject();
        out.end();
        stop();
    }

    void end(@Nullable Seal seal) {
        if (seal != null && part.content() instanceof Content.Reasoning reasoning) {
            seal(seal, reasoning);
        }
        if (custom) {
            delta("input_json_delta", json -> json.field("partial_json", "\"}"));
        }
        if (index >= 0) {
            stop();
        }
    }

    private void seal(Seal seal, Content.Reasoning reasoning) {
        if (index < 0 && Seals.closed(seal, new Content.Reasoning(null, List.of()))) {
            start(seal);
            return;
        }
        start(null);
        delta("signature_delta", json -> json.field("signature", Seals.carry(seal, reasoning.id())));
    }

    private void delta(String type, Consumer<JsonWriter> content) {
        var json = out.event("content_block_delta").object().field("type", "content_block_delta");
        json.field("index", index).name("delta").object().field("type", type);
        content.accept(json);
        json.endObject().endObject();
        out.end();
    }

    private void stop() {
        var json = out.event("content_block_stop").object().field("type", "content_block_stop");
        json.field("index", index).endObject();
        out.end();
    }

    /// Free text inside a JSON string.
    private static String escaped(String text) {
        var quoted = JsonWriter.quote(text);
        return quoted.substring(1, quoted.length() - 1);
    }
}
