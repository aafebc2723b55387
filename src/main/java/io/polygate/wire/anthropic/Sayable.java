package io.polygate.wire.anthropic;

import io.polygate.model.CacheControl;
import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.wire.Warnings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sorts out what Anthropic takes of a turn's parts; what it doesn't is warned of.
///
/// Blank texts are refused by Anthropic and say nothing, so they go without a word; their cache breakpoint moves to the
/// block before.
final class Sayable {

    private Sayable() {}

    static List<Part> ofTurn(Role role, List<Part> parts, Claude claude, Warnings warnings) {
        var kept = new ArrayList<Part>();
        for (var part : parts) {
            if (blank(part.content())) {
                mark(kept, part.cache());
            } else if (sayable(role, part, claude, warnings)) {
                kept.add(part);
            }
        }
        return kept;
    }

    /// The parts of a tool's result, which may be what a user may say.
    static List<Part> ofResult(List<Part> parts, Warnings warnings) {
        return ofTurn(Role.USER, parts, Claude.OTHER, warnings);
    }

    private static boolean blank(Content content) {
        return switch (content) {
            case Content.Text text -> text.text().isBlank();
            case Content.Refusal refusal -> refusal.text().isBlank();
            default -> false;
        };
    }

    private static void mark(List<Part> kept, @Nullable CacheControl cache) {
        if (cache != null && !kept.isEmpty() && kept.getLast().cache() == null) {
            kept.add(kept.removeLast().withCache(cache));
        }
    }

    private static boolean sayable(Role role, Part part, Claude claude, Warnings warnings) {
        var assistant = role == Role.ASSISTANT;
        var sayable =
                switch (part.content()) {
                    case Content.Text _ -> true;
                    case Content.Refusal _ -> true;
                    case Content.Opaque opaque -> opaque.dialect().equals(AnthropicDialect.NAME);
                    case Content.Reasoning reasoning -> assistant && known(part, reasoning, claude);
                    case Content.ToolCall _ -> assistant;
                    case Content.ServerToolCall call -> assistant && own(call.id());
                    case Content.ServerToolResult result -> assistant && own(result.callId());
                    case Content.ToolResult _ -> role == Role.USER || role == Role.TOOL;
                    case Content.Media _ -> role == Role.USER || role == Role.TOOL;
                };
        if (!sayable) {
            warnings.unsupported("content." + BlockWriter.name(part.content()));
        }
        return sayable && (!(part.content() instanceof Content.Media media) || Media.sayable(media, warnings));
    }

    /// Anthropic takes back what it has signed; vendors without signatures take back any thinking.
    private static boolean known(Part part, Content.Reasoning reasoning, Claude claude) {
        var seal = part.seal();
        return (seal != null && Seals.own(seal))
                || (!claude.claude() && seal == null && !reasoning.passages().isEmpty());
    }

    /// Calls of server tools are known by their ids; those of other vendors mean nothing to Anthropic.
    private static boolean own(String id) {
        return id.startsWith("srvtoolu_") || id.startsWith("mcptoolu_");
    }
}
