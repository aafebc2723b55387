package io.polygate.wire.responses;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Logprob;
import io.polygate.model.Part;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Writes what a model produced as items: of an answer (with a status) or of a request (without).
final class OutputItems {

    private OutputItems() {}

    static String name(Content content) {
        return switch (content) {
            case Content.Text _ -> "text";
            case Content.Refusal _ -> "refusal";
            case Content.Media media -> InputParts.name(media.kind());
            case Content.Opaque _ -> "block";
            case Content.Reasoning _ -> "reasoning";
            case Content.ToolCall _ -> "tool_call";
            case Content.ToolResult _ -> "tool_result";
            case Content.ServerToolCall _ -> "server_tool_call";
            case Content.ServerToolResult _ -> "server_tool_result";
        };
    }

    /// An id in the vendor's own form, else null: OpenAI refuses others.
    static @Nullable String ownId(@Nullable String id, String prefix) {
        return id != null && id.startsWith(prefix + "_") && id.length() <= 128 ? id : null;
    }

    /// Whether two parts that follow each other are texts of one message.
    static boolean sameMessage(Part first, Part second) {
        return isText(first)
                && isText(second)
                && Objects.equals(ItemExtras.id(first.extras()), ItemExtras.id(second.extras()));
    }

    static boolean isText(Part part) {
        return part.content() instanceof Content.Text || part.content() instanceof Content.Refusal;
    }

    /// A text or refusal as a caller gives it back: annotations only where there are some.
    static void inputText(Part part, Warnings warnings, JsonWriter json) {
        json.object();
        if (part.content() instanceof Content.Refusal(String refusal)) {
            json.field("type", "refusal").field("refusal", refusal);
        } else if (part.content() instanceof Content.Text text) {
            json.field("type", "output_text").field("text", text.text());
            if (!text.citations().isEmpty()) {
                annotations(text, warnings, json);
            }
        }
        textExtras(part, warnings, json);
        if (part.cache() != null) {
            warnings.unsupported("cache_control");
        }
        json.endObject();
    }

    private static void annotations(Content.Text text, Warnings warnings, JsonWriter json) {
        json.name("annotations").array();
        text.citations().stream()
                .filter(c -> Annotations.sayable(c, warnings))
                .forEach(c -> Annotations.encode(c, text.text().length(), json));
        json.endArray();
    }

    /// A text or refusal as a model gives it, with all members that clients read.
    static void text(Part part, List<Logprob> logprobs, Warnings warnings, JsonWriter json) {
        json.object();
        if (part.content() instanceof Content.Refusal(String refusal)) {
            json.field("type", "refusal").field("refusal", refusal);
        } else if (part.content() instanceof Content.Text text) {
            json.field("type", "output_text");
            annotations(text, warnings, json);
            ResponsesLogprobs.encode(logprobs, json.name("logprobs"));
            json.field("text", text.text());
        }
        textExtras(part, warnings, json);
        json.endObject();
    }

    private static void textExtras(Part part, Warnings warnings, JsonWriter json) {
        warnings.extras(part.extras(), ResponsesDialect.NAME);
        ItemExtras.textFields(part.extras()).forEach(json::rawField);
    }

    /// A message of an answer; `content` are its parts as JSON, `extras` those of its first part.
    static void message(String id, String status, List<String> content, Extras extras, JsonWriter json) {
        json.object().field("id", id).field("type", "message").field("status", status);
        json.name("content").array();
        content.forEach(json::raw);
        json.endArray();
        ItemExtras.messageFields(extras).forEach((name, value) -> {
            if (!name.equals("id")) {
                json.rawField(name, value);
            }
        });
        json.field("role", "assistant").endObject();
    }

    static void reasoning(
            @Nullable String id,
            Content.Reasoning reasoning,
            Part part,
            @Nullable String status,
            Warnings warnings,
            JsonWriter json) {
        json.object().field("id", id).field("type", "reasoning").name("summary").array();
        passages(reasoning, true, "summary_text", json);
        json.endArray();
        if (reasoning.passages().stream().anyMatch(p -> !p.summary())) {
            json.name("content").array();
            passages(reasoning, false, "reasoning_text", json);
            json.endArray();
        }
        var seal = part.seal();
        json.field("encrypted_content", seal == null ? null : ForeignSeals.encode(seal));
        json.field("status", status);
        extras(part.extras(), warnings, json);
        json.endObject();
    }

    private static void passages(Content.Reasoning reasoning, boolean summary, String type, JsonWriter json) {
        reasoning.passages().stream().filter(p -> p.summary() == summary).forEach(p -> json.object()
                .field("type", type)
                .field("text", p.text())
                .endObject());
    }

    /// A call. A function's empty arguments are written as an empty object, which is what clients parse.
    static void call(
            @Nullable String id,
            Content.ToolCall call,
            Part part,
            ToolNames names,
            @Nullable String status,
            Warnings warnings,
            JsonWriter json) {
        var own = names.own(call.name());
        json.object().field("id", id).field("type", call.custom() ? "custom_tool_call" : "function_call");
        json.field("status", status);
        if (!call.custom()) {
            json.field("arguments", call.arguments().isBlank() && status == null ? "{}" : call.arguments());
        }
        json.field("call_id", call.id());
        if (call.custom()) {
            json.field("input", call.arguments());
        }
        json.field("name", own == null ? call.name() : own.name());
        if (own != null && ItemExtras.string(part.extras(), ToolNames.NAMESPACE) == null) {
            json.field("namespace", own.namespace());
        }
        extras(part.extras(), warnings, json);
        json.endObject();
    }

    private static void extras(Extras extras, Warnings warnings, JsonWriter json) {
        warnings.extras(extras, ResponsesDialect.NAME);
        extras.of(ResponsesDialect.NAME).forEach((name, value) -> {
            if (!name.equals("id")) {
                json.rawField(name, value.text());
            }
        });
    }
}
