package io.polygate.wire.bedrock;

import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Seal;
import io.polygate.wire.Answers;
import io.polygate.wire.Fields;
import io.polygate.wire.Target;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A whole answer of Converse.
final class BedrockResponses {

    private static final Set<String> KNOWN = Set.of("output", "stopReason", "usage");

    private BedrockResponses() {}

    static ChatResponse decode(Json answer, Target target) {
        var output = answer.object("output");
        var message = output == null ? null : output.object("message");
        if (message == null) {
            throw Answers.lacking("message");
        }
        var model = BedrockModel.of(target.model());
        var parts = new ArrayList<Part>();
        message.items("content").forEach(block -> parts.add(part(block, model)));
        var extras = Fields.extras(answer, BedrockDialect.NAME, KNOWN);
        var finish = BedrockFinish.decode(answer.string("stopReason"));
        return new ChatResponse(
                "",
                target.model(),
                0,
                List.of(new Choice(0, parts, finish, List.of(), extras)),
                BedrockUsage.decode(answer.object("usage")),
                io.polygate.model.Extras.NONE);
    }

    private static Part part(Json block, BedrockModel model) {
        var text = block.string("text");
        if (text != null) {
            return Part.text(text);
        }
        for (var member : block.members()) {
            var value = member.value();
            var known =
                    switch (member.name()) {
                        case "toolUse" -> call(value);
                        case "toolResult" -> result(value);
                        case "reasoningContent" -> reasoning(value, model);
                        case "citationsContent" -> cited(value);
                        default -> null;
                    };
            if (known != null) {
                return known;
            }
        }
        return Part.of(new Content.Opaque(BedrockDialect.NAME, new RawJson(block.raw())));
    }

    private static Part call(Json use) {
        var id = orEmpty(use.string("toolUseId"));
        var name = orEmpty(use.string("name"));
        var input = use.get("input");
        if (server(use)) {
            return Part.of(new Content.ServerToolCall(id, name, new RawJson(input == null ? "{}" : input.raw())));
        }
        return Part.of(Content.ToolCall.of(id, name, ToolArguments.asText(input)));
    }

    /// Whether the vendor itself runs the tool.
    static boolean server(Json use) {
        return "server_tool_use".equals(use.string("type"));
    }

    private static Part result(Json result) {
        var content = result.get("content");
        return Part.of(new Content.ServerToolResult(
                orEmpty(result.string("toolUseId")),
                resultName(result),
                new RawJson(content == null ? "[]" : content.raw()),
                "error".equals(result.string("status"))));
    }

    /// `nova_grounding_result` is what the tool `nova_grounding` gave.
    static String resultName(Json result) {
        return orEmpty(result.string("type")).replaceFirst("_result$", "");
    }

    private static Part reasoning(Json reasoning, BedrockModel model) {
        var text = reasoning.object("reasoningText");
        if (text == null) {
            var closed = reasoning.string("redactedContent");
            return Part.of(new Content.Reasoning(null, List.of()))
                    .withSeal(closed == null ? null : new Seal(Seal.Kind.REDACTED, model.sealOrigin(), closed));
        }
        var said = orEmpty(text.string("text"));
        var passages = said.isEmpty() ? List.<Content.Passage>of() : List.of(new Content.Passage(false, said));
        return Part.of(new Content.Reasoning(null, passages)).withSeal(signature(text.string("signature"), model));
    }

    static @Nullable Seal signature(@Nullable String value, BedrockModel model) {
        return value == null || value.isEmpty() ? null : new Seal(Seal.Kind.SIGNATURE, model.sealOrigin(), value);
    }

    private static Part cited(Json cited) {
        var text = new StringBuilder();
        cited.items("content").forEach(content -> text.append(orEmpty(content.string("text"))));
        var citations = new ArrayList<Citation>();
        cited.items("citations").forEach(citation -> citations.add(BedrockCitations.decode(citation)));
        return Part.of(new Content.Text(text.toString(), citations));
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
