package io.polygate.wire.anthropic;

import io.polygate.model.Content;
import io.polygate.model.Content.ToolCall;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.Seal.Kind;
import io.polygate.model.StreamEvent;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/// One content block of a stream, from its start to its stop.
///
/// Texts, thinking and calls pass on as they grow. Blocks of the vendor's own (server tools, compaction) are no use in
/// pieces: they are put together, up to a bound, and told when they are whole.
final class StreamedBlock {

    private static final String CALL = "tool_use";

    /// Where a block's events go: the stream's handler, the number of the next part, and the bound.
    record Sink(Consumer<StreamEvent> handler, IntSupplier nextPart, int maxCharacters) {}

    private final Sink sink;
    private final Json start;
    private final boolean grows;
    private int part;
    private @Nullable Seal seal;
    private boolean said;

    private final StringBuilder input = new StringBuilder();
    private final Map<String, String> added = new LinkedHashMap<>();

    StreamedBlock(Json start, Sink sink) {
        this.sink = sink;
        this.start = start;
        var type = Blocks.orEmpty(start.string("type"));
        this.grows = List.of("text", "thinking", "redacted_thinking", CALL).contains(type);
        if (grows) {
            open(Blocks.decode(start));
        }
    }

    private void open(Part whole) {
        part = sink.nextPart.getAsInt();
        seal = whole.seal();
        switch (whole.content()) {
            case Content.Text text -> {
                emit(new StreamEvent.PartStarted(0, part, whole.withContent(Content.Text.of(""))));
                text(text.text());
                text.citations().forEach(citation -> emit(new StreamEvent.CitationAdded(0, part, citation)));
            }
            case Content.Reasoning reasoning -> {
                var empty = new Content.Reasoning(reasoning.id(), List.of());
                emit(new StreamEvent.PartStarted(
                        0, part, whole.withContent(empty).withSeal(null)));
                thinking(reasoning.text());
            }
            case ToolCall call -> emit(new StreamEvent.PartStarted(0, part, whole.withContent(call.withArguments(""))));
            default -> throw new IllegalStateException("a block that doesn't grow");
        }
    }

    void delta(Json delta) {
        switch (Blocks.orEmpty(delta.string("type"))) {
            case "text_delta" -> text(Blocks.orEmpty(delta.string("text")));
            case "thinking_delta" -> thinking(Blocks.orEmpty(delta.string("thinking")));
            case "signature_delta" -> sign(Blocks.orEmpty(delta.string("signature")));
            case "input_json_delta" -> input(ToolArguments.asText(delta.get("partial_json")));
            case "citations_delta" -> {
                var citation = delta.object("citation");
                if (citation != null && grows) {
                    emit(new StreamEvent.CitationAdded(0, part, Citations.decode(citation)));
                }
            }
            default -> add(delta);
        }
    }

    private void text(String text) {
        if (grows && !text.isEmpty()) {
            emit(new StreamEvent.TextDelta(0, part, text));
        }
    }

    private void thinking(String text) {
        if (grows && !text.isEmpty()) {
            emit(new StreamEvent.ReasoningDelta(0, part, 0, false, text));
        }
    }

    private void sign(String signature) {
        var carried = Seals.read(signature, Kind.SIGNATURE);
        seal = carried == null ? seal : carried.seal();
    }

    private void input(String piece) {
        if (piece.isEmpty()) {
            return;
        }
        said = true;
        if (grows) {
            emit(new StreamEvent.ArgumentsDelta(0, part, piece));
        } else {
            bound(piece.length());
            input.append(piece);
        }
    }

    /// A delta of a kind that only its block understands: its members become the block's.
    private void add(Json delta) {
        for (var member : delta.members()) {
            if (!grows && !member.name().equals("type") && !member.value().isNull()) {
                bound(member.value().raw().length());
                added.merge(member.name(), member.value().raw(), StreamedBlock::joined);
            }
        }
    }

    private static String joined(String before, String more) {
        var first = Json.parse(before).asString();
        var second = Json.parse(more).asString();
        return first == null || second == null ? more : JsonWriter.quote(first + second);
    }

    private void bound(int more) {
        var held = input.length()
                + added.values().stream().mapToInt(String::length).sum();
        if (held + more > sink.maxCharacters) {
            throw GatewayError.of(
                            ErrorKind.UPSTREAM_ERROR,
                            "a block of the backend's stream is larger than " + sink.maxCharacters + " characters")
                    .asException();
        }
    }

    void stop() {
        if (!grows) {
            var whole = Blocks.decode(whole());
            part = sink.nextPart.getAsInt();
            emit(new StreamEvent.PartStarted(0, part, whole));
        } else if (!said && CALL.equals(start.string("type"))) {
            var arguments = start.raw("input");
            emit(new StreamEvent.ArgumentsDelta(0, part, arguments == null ? "{}" : arguments));
        }
        emit(new StreamEvent.PartEnded(0, part, seal));
    }

    private Json whole() {
        if (input.isEmpty() && added.isEmpty()) {
            return start;
        }
        var json = new JsonWriter(input.length() + 256).object();
        if (!input.isEmpty()) {
            added.put("input", complete(input.toString()));
        }
        for (var member : start.members()) {
            var later = added.remove(member.name());
            json.rawField(member.name(), later == null ? member.value().raw() : later);
        }
        added.forEach(json::rawField);
        return Json.parse(json.endObject().toString());
    }

    private static String complete(String input) {
        try {
            return Json.parse(input).raw();
        } catch (JsonSyntaxException e) {
            return JsonWriter.quote(input);
        }
    }

    private void emit(StreamEvent event) {
        sink.handler.accept(event);
    }
}
