package io.polygate.wire.gemini;

import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.model.Source;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/// Writes the parts of an answer for a caller; returns how many it wrote. What can't be said is warned of and left out.
final class GeminiAnswerParts {

    private final Warnings warnings;

    GeminiAnswerParts(Warnings warnings) {
        this.warnings = warnings;
    }

    int write(Part part, JsonWriter json) {
        return switch (part.content()) {
            case Content.Text text -> finish(part, json.object().field("text", text.text()));
            case Content.Refusal refusal -> finish(part, json.object().field("text", refusal.text()));
            case Content.Reasoning reasoning -> reasoning(part, reasoning, json);
            case Content.ToolCall call -> call(part, call, json);
            case Content.Media media -> media(part, media, json);
            case Content.ServerToolCall _, Content.ServerToolResult _ -> server(part, json);
            case Content.ToolResult _ -> unsupported("tool_result");
            case Content.Opaque opaque -> {
                if (!opaque.dialect().equals(GeminiDialect.NAME)) {
                    yield unsupported("content.block");
                }
                json.raw(opaque.json().text());
                yield 1;
            }
        };
    }

    private int unsupported(String field) {
        warnings.unsupported(field);
        return 0;
    }

    /// A piece of text or thought of a stream; the seal comes at the end of the part.
    static void piece(String text, boolean thought, @Nullable Seal seal, JsonWriter json) {
        json.object().field("text", text);
        if (thought) {
            json.field("thought", true);
        }
        json.field("thoughtSignature", GeminiSeals.forCaller(seal)).endObject();
    }

    private int reasoning(Part part, Content.Reasoning reasoning, JsonWriter json) {
        var passages = reasoning.passages();
        for (var i = 0; i < passages.size() - 1; i++) {
            piece(passages.get(i).text(), true, null, json);
        }
        if (passages.isEmpty() && part.seal() == null) {
            return 0;
        }
        var last = passages.isEmpty() ? "" : passages.getLast().text();
        finish(part, json.object().field("text", last).field("thought", true));
        return Math.max(1, passages.size());
    }

    private int call(Part part, Content.ToolCall call, JsonWriter json) {
        json.object().name("functionCall").object();
        json.field("id", call.id().isEmpty() ? null : call.id()).field("name", call.name());
        if (call.custom()) {
            json.name("args").object().field("input", call.arguments()).endObject();
        } else {
            json.rawField("args", ToolArguments.asObject(call.arguments()));
        }
        return finish(part, json.endObject());
    }

    private int media(Part part, Content.Media media, JsonWriter json) {
        return switch (media.source()) {
            case Source.Base64 data -> {
                GeminiPartWriter.inline(media, data, json.object());
                yield finish(part, json);
            }
            case Source.Url url -> {
                json.object().name("fileData").object();
                json.field("mimeType", url.mediaType()).field("fileUri", url.url());
                json.field("displayName", media.name()).endObject();
                yield finish(part, json);
            }
            case Source.FileId _ -> unsupported("file_id");
            case Source.PlainText text -> finish(part, json.object().field("text", text.text()));
        };
    }

    private int server(Part part, JsonWriter json) {
        var kind = ServerParts.of(part.content());
        if (kind == null) {
            return unsupported(
                    part.content() instanceof Content.ServerToolCall ? "server_tool_call" : "server_tool_result");
        }
        return finish(part, json.object().rawField(kind.field(), GeminiPartWriter.raw(part.content())));
    }

    private int finish(Part part, JsonWriter json) {
        json.field("thoughtSignature", GeminiSeals.forCaller(part.seal()));
        warnings.extras(part.extras(), GeminiDialect.NAME);
        GeminiParts.extras(part.extras().of(GeminiDialect.NAME), json);
        json.endObject();
        return 1;
    }
}
