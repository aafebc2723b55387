package io.polygate.wire.gemini;

import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes `systemInstruction` and `contents`.
///
/// Instructions at the beginning are the system's; later ones stay in place as the user's words, since Gemini knows no
/// other place for them. Turns of the model that follow each other become one, as Gemini wants calls to follow a user.
final class GeminiContentWriter {

    private final GeminiModel model;
    private final Warnings warnings;
    private final JsonWriter json;
    private final GeminiPartWriter parts;

    GeminiContentWriter(GeminiModel model, Warnings warnings, JsonWriter json) {
        this.model = model;
        this.warnings = warnings;
        this.json = json;
        this.parts = new GeminiPartWriter(model, warnings);
    }

    void write(List<Message> messages) {
        var system = 0;
        while (system < messages.size() && isSystem(messages.get(system))) {
            system++;
        }
        // Gemini refuses a request without contents: lone instructions are what the user says
        var instructions = system == messages.size() ? 0 : system;
        system(messages.subList(0, instructions));
        json.name("contents").array();
        contents(messages.subList(instructions, messages.size()));
        json.endArray();
    }

    private static boolean isSystem(Message message) {
        return message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
    }

    private void system(List<Message> messages) {
        var all = messages.stream().flatMap(message -> message.parts().stream()).toList();
        messages.forEach(this::besides);
        if (all.stream().noneMatch(parts::writes)) {
            parts.write(all, json);
            return;
        }
        json.name("systemInstruction").object().name("parts").array();
        parts.write(all, json);
        json.endArray();
        messages.forEach(message -> GeminiParts.extras(message.extras().of(GeminiDialect.NAME), json));
        json.endObject();
    }

    private void contents(List<Message> messages) {
        var turn = currentTurn(messages);
        var names = new HashMap<String, String>();
        List<String> lastCalls = new ArrayList<>();
        for (var i = 0; i < messages.size(); i++) {
            var message = messages.get(i);
            var together = new ArrayList<>(message.parts());
            besides(message);
            while (message.role() == Role.ASSISTANT
                    && i + 1 < messages.size()
                    && messages.get(i + 1).role() == Role.ASSISTANT) {
                i++;
                besides(messages.get(i));
                together.addAll(messages.get(i).parts());
            }
            if (message.role() == Role.ASSISTANT) {
                lastCalls = calls(together, names);
            }
            var order = lastCalls;
            var sealed = i >= turn && model.third();
            if (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER) {
                warnings.add("messages.system", "sent as the user's words, in place");
            }
            var written = message.withParts(together);
            switch (message.role()) {
                case TOOL ->
                    content(written, () -> new GeminiResultWriter(model, parts, names).write(together, order, json));
                case ASSISTANT -> content(written, () -> parts.writeModel(together, sealed, json));
                case SYSTEM, DEVELOPER, USER -> content(written, () -> parts.write(together, json));
            }
        }
    }

    /// Writes a content where there is something to say; what can't be said is warned of in any case.
    private void content(Message message, Runnable body) {
        var says = message.parts().stream()
                .anyMatch(part -> part.content() instanceof Content.ToolResult || parts.writes(part));
        if (!says) {
            body.run();
            silence(message);
            return;
        }
        json.object().field("role", message.role() == Role.ASSISTANT ? "model" : "user");
        json.name("parts").array();
        body.run();
        json.endArray();
        GeminiParts.extras(message.extras().of(GeminiDialect.NAME), json);
        json.endObject();
    }

    /// A user who says nothing still has the turn: instructions may be all that there is.
    private void silence(Message message) {
        var text = message.parts().stream().anyMatch(part -> part.content() instanceof Content.Text);
        if (message.role() == Role.USER && text) {
            json.object().field("role", "user").name("parts").array();
            json.object().field("text", "").endObject().endArray().endObject();
        }
    }

    /// What the message has besides its parts.
    private void besides(Message message) {
        if (message.name() != null) {
            warnings.unsupported("messages.name");
        }
        warnings.extras(message.extras(), GeminiDialect.NAME);
    }

    /// The index after the last words of the user: from there on the model's calls need their signatures.
    private static int currentTurn(List<Message> messages) {
        for (var i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).role() == Role.USER) {
                return i + 1;
            }
        }
        return 0;
    }

    /// The ids of a turn's calls in their order; `names` learns what they call.
    private static List<String> calls(List<Part> parts, Map<String, String> names) {
        var ids = new ArrayList<String>();
        for (var part : parts) {
            if (part.content() instanceof Content.ToolCall call) {
                ids.add(call.id());
                names.put(call.id(), call.name());
            }
        }
        return ids;
    }
}
