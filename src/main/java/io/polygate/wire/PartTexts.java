package io.polygate.wire;

import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.Source;
import java.util.List;
import java.util.Locale;

/// What the parts of a message say in plain text.
public final class PartTexts {

    private PartTexts() {}

    /// The texts, joined with nothing between; refusals and documents in plain text are texts too.
    public static String text(List<Part> parts) {
        var text = new StringBuilder();
        parts.forEach(part -> text.append(text(part.content())));
        return text.toString();
    }

    private static String text(Content content) {
        return switch (content) {
            case Content.Text text -> text.text();
            case Content.Refusal refusal -> refusal.text();
            case Content.Media media when media.source() instanceof Source.PlainText plain -> plain.text();
            default -> "";
        };
    }

    /// Whether [#text] of the part says all of it.
    public static boolean isText(Part part) {
        return switch (part.content()) {
            case Content.Text _, Content.Refusal _ -> true;
            case Content.Media media -> media.source() instanceof Source.PlainText;
            default -> false;
        };
    }

    /// What was thought, joined with nothing between.
    public static String reasoning(List<Part> parts) {
        var text = new StringBuilder();
        for (var part : parts) {
            if (part.content() instanceof Content.Reasoning reasoning) {
                text.append(reasoning.text());
            }
        }
        return text.toString();
    }

    /// The name of a kind of content in warnings.
    public static String name(Content content) {
        return switch (content) {
            case Content.Text _ -> "text";
            case Content.Refusal _ -> "refusal";
            case Content.Media media -> media.kind().name().toLowerCase(Locale.ROOT);
            case Content.Opaque _ -> "block";
            case Content.Reasoning _ -> "reasoning";
            case Content.ToolCall _ -> "tool_call";
            case Content.ToolResult _ -> "tool_result";
            case Content.ServerToolCall _ -> "server_tool_call";
            case Content.ServerToolResult _ -> "server_tool_result";
        };
    }
}
