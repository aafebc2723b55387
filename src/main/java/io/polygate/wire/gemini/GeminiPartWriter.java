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
// vendor
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

    private void write(Part part, boolean sealed, JsonWriter json) {
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
            case Content.ToolResult _ -> warnings.unsupported("tool_result");
            case Content.ServerToolCall _, Content.ServerToolResult _ -> server(part, json);
            case Content.Opaque opaque -> {
                if (opaque.dialect().equals(GeminiDialect.NAME)) {
                    json.raw(opaque.json().text());
                } else {
                    warnings.unsupported("content.block");
                }
            }
        }
    }

    private void reasoning(Part part, Content.Reasoning reasoning, JsonWriter json) {
        if (part.seal() != null && !GeminiSeals.isOwn(part.seal())) {
            return;
        }
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

    private void server(Part part, JsonWriter json) {
        var kind = ServerParts.of(part.content());
        if (kind == null) {
            warnings.unsupported(
                    part.content() instanceof Content.ServerToolCall ? "server_tool_call" : "server_tool_result");
            return;
        }
        finish(part, json.object().rawField(kind.field(), raw(part.content())));
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
            case Source.FileId _ -> warnings.unsupported("file_id");
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
