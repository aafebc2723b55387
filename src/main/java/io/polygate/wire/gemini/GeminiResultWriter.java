package io.polygate.wire.gemini;

import io.polygate.model.Content;
import io.polygate.model.Content.ToolResult;
import io.polygate.model.Part;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Writes results of functions in the order of their calls: text as `{"output": …}`, a failure as `{"error": …}`, media
/// inside the result where the model takes them there, else after all results.
final class GeminiResultWriter {

    private static final String NO_NAME = "tool";

    private final GeminiModel model;
    private final GeminiPartWriter parts;
    private final Map<String, String> names;

    /// `names` is what each call, by its id, called.
    GeminiResultWriter(GeminiModel model, GeminiPartWriter parts, Map<String, String> names) {
        this.model = model;
        this.parts = parts;
        this.names = names;
    }

    void write(List<Part> message, List<String> calls, JsonWriter json) {
        var results = new ArrayList<>(message);
        results.sort(Comparator.comparingInt(part -> place(part, calls)));
        var beside = new ArrayList<Part>();
        for (var part : results) {
            if (part.content() instanceof ToolResult result) {
                result(part, result, beside, json);
            } else {
                beside.add(part);
            }
        }
        parts.write(beside, json);
    }

    private static int place(Part part, List<String> calls) {
        var place = part.content() instanceof ToolResult result ? calls.indexOf(result.callId()) : -1;
        return place < 0 ? Integer.MAX_VALUE : place;
    }

    private void result(Part part, ToolResult result, List<Part> beside, JsonWriter json) {
        var text = new StringBuilder();
        var media = new ArrayList<Part>();
        for (var inner : result.parts()) {
            switch (inner.content()) {
                case Content.Text said -> text.append(said.text());
                case Content.Refusal refusal -> text.append(refusal.text());
                default -> media.add(inner);
            }
        }
        var name = result.name() == null ? names.getOrDefault(result.callId(), NO_NAME) : result.name();
        json.object().name("functionResponse").object();
        json.field("id", result.callId()).field("name", name).name("response").object();
        if (text.length() > 0 || result.error() || media.size() < result.parts().size()) {
            json.field(result.error() ? "error" : "output", text.toString());
        }
        json.endObject();
        if (model.third()) {
            nested(media, json);
        } else {
            parts.beside(media);
            beside.addAll(media);
        }
        json.endObject();
        parts.finish(part.withSeal(null), json);
    }

    private void nested(List<Part> media, JsonWriter json) {
        if (media.stream().noneMatch(parts::writes)) {
            parts.write(media, json);
            return;
        }
        json.name("parts").array();
        parts.write(media, json);
        json.endArray();
    }
}
