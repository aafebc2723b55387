package io.polygate.wire.gemini;

import io.polygate.model.Content;
import io.polygate.model.Content.MediaKind;
import io.polygate.model.Part;
import io.polygate.model.Source;
import io.polygate.wire.DataUrl;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.List;
import java.util.Locale;

/// Writes the parts of a request's contents; what can't be said is warned of and left out. Reasoning that another
/// vendor
/// sealed is not sent: it is worth something to its origin only.
final class GeminiPartWriter {

    private final GeminiModel model;
    private final Warnings warnings;

    GeminiPartWriter(GeminiModel model, Warnings warnings) {
        this.model = model;
        this.warnings = warnings;
    }

    /// Writes the parts as items of an array.
    void write(List<Part> parts, JsonWriter json) {
        parts.forEach(part -> write(part, false, json));
    }

    /// Writes a model's turn. Where `sealed`, the model wants a signature on the first call.
    void writeModel(List<Part> parts, boolean sealed, JsonWriter json) {
        var first = true;
        for (var part : parts) {
            var call = part.content() instanceof Content.ToolCall;
            write(part, call && first && sealed, json);
            first &= !call;
        }
    }

    /// Whether the part is something that can be said.
    boolean writes(Part part) {
        return switch (part.content()) {
            case Content.Text _ -> !GeminiParts.isEmpty(part);
            case Content.Refusal _, Content.ToolCall _ -> true;
            case Content.Reasoning reasoning ->
                part.seal() == null ? !reasoning.passages().isEmpty() : GeminiSeals.isOwn(part.seal());
            case Content.Media media -> !(media.source() instanceof Source.FileId);
            case Content.ToolResult _ -> false;
            case Content.ServerToolCall _, Content.ServerToolResult _ -> ServerParts.of(part.content()) != null;
            case Content.Opaque opaque -> opaque.dialect().equals(GeminiDialect.NAME);
        };
    }

    private void write(Part part, boolean sealed, JsonWriter json) {
        if (!writes(part)) {
            leaveOut(part.content());
            return;
        }
        switch (part.content()) {
            case Content.Text text -> {
                if (!text.citations().isEmpty()) {
                    warnings.unsupported("citations");
                }
                finish(part, json.object().field("text", text.text()));
            }
            case Content.Refusal refusal -> {
                warnings.add("refusal", "sent as text");
                finish(part, json.object().field("text", refusal.text()));
            }
            case Content.Reasoning reasoning -> reasoning(part, reasoning, json);
            case Content.Media media -> media(part, media, json);
            case Content.ToolCall call -> call(part, call, sealed, json);
            case Content.ServerToolCall _, Content.ServerToolResult _ -> {
                var kind = ServerParts.of(part.content());
                finish(part, json.object().rawField(kind == null ? "" : kind.field(), raw(part.content())));
            }
            case Content.Opaque opaque -> json.raw(opaque.json().text());
            case Content.ToolResult _ -> throw new IllegalStateException("a tool result among other parts");
        }
    }

    /// An empty text says nothing, and reasoning that another vendor sealed is not Google's to read.
    private void leaveOut(Content content) {
        switch (content) {
            case Content.Text _, Content.Reasoning _ -> {}
            case Content.Media _ -> warnings.unsupported("file_id");
            case Content.ServerToolCall _ -> warnings.unsupported("server_tool_call");
            case Content.ServerToolResult _ -> warnings.unsupported("server_tool_result");
            case Content.ToolResult _ -> warnings.unsupported("tool_result");
            case Content.Opaque _ -> warnings.unsupported("content.block");
            case Content.Refusal _, Content.ToolCall _ -> {}
        }
    }

    private void reasoning(Part part, Content.Reasoning reasoning, JsonWriter json) {
        var passages = reasoning.passages();
        for (var i = 0; i < passages.size(); i++) {
            json.object().field("text", passages.get(i).text()).field("thought", true);
            if (i < passages.size() - 1) {
                json.endObject();
            } else {
                finish(part, json);
            }
        }
        if (passages.isEmpty() && part.seal() != null) {
            finish(part, json.object().field("text", "").field("thought", true));
        }
    }

    private void call(Part part, Content.ToolCall call, boolean sealed, JsonWriter json) {
        if (call.custom()) {
            warnings.add("tool_calls." + call.name(), "sent as a function of one text");
        }
        json.object().name("functionCall").object().field("id", call.id()).field("name", call.name());
        if (call.custom()) {
            json.name("args").object().field("input", call.arguments()).endObject();
        } else {
            json.rawField("args", ToolArguments.asObject(call.arguments()));
        }
        json.endObject();
        var missing = sealed && GeminiSeals.forGoogle(part.seal()) == null;
        finish(missing ? part.withSeal(GeminiSeals.own(GeminiSeals.NO_SIGNATURE)) : part, json);
    }

    static String raw(Content content) {
        return switch (content) {
            case Content.ServerToolCall call -> call.input().text();
            case Content.ServerToolResult result -> result.output().text();
            default -> "{}";
        };
    }

    private void media(Part part, Content.Media media, JsonWriter json) {
        if (media.detail() != null) {
            warnings.unsupported("detail");
        }
        switch (media.source()) {
            case Source.Base64 data -> {
                json.object();
                inline(media, data, json);
                finish(part, json);
            }
            case Source.Url url -> {
                json.object().name("fileData").object();
                json.field("mimeType", mediaType(media.kind(), url)).field("fileUri", url.url());
                json.field("displayName", media.name()).endObject();
                finish(part, json);
            }
            case Source.FileId _ -> throw new IllegalStateException("a file that is not Google's");
            case Source.PlainText text -> {
                warnings.add("document", "sent as text");
                finish(part, json.object().field("text", text.text()));
            }
        }
    }

    static void inline(Content.Media media, Source.Base64 data, JsonWriter json) {
        json.name("inlineData").object();
        json.field("mimeType", data.mediaType()).field("data", data.data());
        json.field("displayName", media.name()).endObject();
    }

    /// Vertex wants a type: the one that is named, that the address ends in, or the kind's most usual one.
    private static String mediaType(MediaKind kind, Source.Url url) {
        var named = url.mediaType() == null ? DataUrl.mediaType(url.url()) : url.mediaType();
        if (named != null) {
            return named;
        }
        return switch (kind) {
            case IMAGE -> "image/jpeg";
            case AUDIO -> "audio/mp3";
            case VIDEO -> "video/mp4";
            case DOCUMENT -> "application/pdf";
        };
    }

    /// Reports media that the model takes beside a result only.
    void beside(List<Part> media) {
        for (var part : media) {
            if (part.content() instanceof Content.Media given) {
                var kind = given.kind().name().toLowerCase(Locale.ROOT);
                warnings.add("tool_result." + kind, "sent after the results, as " + model.name() + " wants it");
            }
        }
    }

    /// Ends a part with its signature and its extras.
    void finish(Part part, JsonWriter json) {
        json.field("thoughtSignature", GeminiSeals.forGoogle(part.seal()));
        warnings.extras(part.extras(), GeminiDialect.NAME);
        GeminiParts.extras(part.extras().of(GeminiDialect.NAME), json);
        if (part.cache() != null) {
            warnings.unsupported("cache_control");
        }
        json.endObject();
    }
}
