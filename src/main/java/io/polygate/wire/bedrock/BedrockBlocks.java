package io.polygate.wire.bedrock;

import io.polygate.model.CacheControl;
import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.Seal;
import io.polygate.wire.CallIds;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.JsonWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes parts as content blocks of a request. Blank texts are refused by the models and say nothing, so they go
/// without a word; anything else that cannot be said is warned of.
final class BedrockBlocks {

    private final BedrockModel model;
    private final Warnings warnings;
    private final JsonWriter json;
    private final BedrockMedia media;

    BedrockBlocks(BedrockModel model, Warnings warnings, JsonWriter json) {
        this.model = model;
        this.warnings = warnings;
        this.json = json;
        this.media = new BedrockMedia(warnings, json);
    }

    /// The blocks of a turn, as an array.
    void turn(BedrockTurns.Turn turn) {
        json.array();
        int empty = json.length();
        turn.parts().forEach(part -> part(part, turn.user()));
        boolean documents = turn.parts().stream().anyMatch(BedrockBlocks::isDocument);
        boolean texts = turn.parts().stream().anyMatch(BedrockBlocks::isText);
        // A document must not come without a text, nor a turn without a block
        if (json.length() == empty || (documents && !texts)) {
            json.object().field("text", ".").endObject();
        }
        json.endArray();
    }

    private static boolean isDocument(Part part) {
        return part.content() instanceof Content.Media media && media.kind() == Content.MediaKind.DOCUMENT;
    }

    private static boolean isText(Part part) {
        return part.content() instanceof Content.Text text && !text.text().isBlank();
    }

    void system(List<Part> parts) {
        for (var part : parts) {
            switch (part.content()) {
                case Content.Text text -> text(text.text());
                default -> unsayable(part.content());
            }
            cache(part.cache());
        }
    }

    private void part(Part part, boolean user) {
        switch (part.content()) {
            case Content.Text text -> text(text.text());
            case Content.Refusal refusal -> text(refusal.text());
            case Content.Media shown when user -> media.write(shown);
            case Content.ToolCall call when !user -> call(call);
            case Content.ToolResult result when user -> result(result);
            case Content.Reasoning reasoning when !user -> reasoning(reasoning, part.seal());
            default -> unsayable(part.content());
        }
        warnings.extras(part.extras(), BedrockDialect.NAME);
        cache(part.cache());
    }

    private void unsayable(Content content) {
        var name = content.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        warnings.unsupported("content." + name);
    }

    private void text(String text) {
        if (!text.isBlank()) {
            json.object().field("text", text).endObject();
        }
    }

    private void call(Content.ToolCall call) {
        json.object().name("toolUse").object();
        json.field("toolUseId", CallIds.plain(call.id())).field("name", call.name());
        var input = call.custom()
                ? new JsonWriter()
                        .object()
                        .field("input", call.arguments())
                        .endObject()
                        .toString()
                : ToolArguments.asObject(call.arguments());
        json.rawField("input", input).endObject().endObject();
    }

    private void result(Content.ToolResult result) {
        json.object().name("toolResult").object();
        json.field("toolUseId", CallIds.plain(result.callId())).name("content").array();
        for (var part : result.parts()) {
            switch (part.content()) {
                case Content.Text text -> text(text.text());
                case Content.Media shown -> media.write(shown);
                default -> unsayable(part.content());
            }
        }
        json.endArray();
        if (result.error()) {
            json.field("status", "error");
        }
        json.endObject().endObject();
    }

    /// Only what the model has sealed goes back: it refuses thoughts of others.
    private void reasoning(Content.Reasoning reasoning, @Nullable Seal seal) {
        if (seal == null || !seal.origin().equals(model.sealOrigin())) {
            warnings.unsupported("content.reasoning");
            return;
        }
        json.object().name("reasoningContent").object();
        if (seal.kind() == Seal.Kind.REDACTED) {
            json.field("redactedContent", seal.value());
        } else {
            json.name("reasoningText").object().field("text", reasoning.text());
            json.field("signature", seal.value()).endObject();
        }
        json.endObject().endObject();
    }

    void cache(@Nullable CacheControl cache) {
        if (cache == null) {
            return;
        }
        if (!model.caches()) {
            warnings.unsupported("cache_control");
            return;
        }
        json.object().name("cachePoint").object().field("type", "default");
        json.field("ttl", cache.ttl()).endObject().endObject();
    }
}
