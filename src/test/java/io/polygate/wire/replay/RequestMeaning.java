package io.polygate.wire.replay;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.Role;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.vertx.core.json.Json;
import java.util.ArrayList;
import java.util.List;

/// What a request asks, whatever the words. Call ids count only by which call a result answers.
record RequestMeaning(
        String instructions,
        List<String> turns,
        List<String> tools,
        ToolChoice choice,
        boolean stream,
        Long maxTokens) {

    static RequestMeaning of(ChatRequest request) {
        var instructions = new StringBuilder();
        var turns = new ArrayList<String>();
        var ids = new ArrayList<String>();
        for (var message : request.messages()) {
            if (message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER) {
                message.parts().forEach(part -> instructions.append(text(part)));
            } else if (!isMoved(message)) {
                turns.add(turn(message, ids));
                join(turns, message.role());
            }
        }
        return new RequestMeaning(
                instructions.toString(),
                turns,
                request.tools().list().stream().map(RequestMeaning::tool).toList(),
                request.tools().list().isEmpty() ? null : request.tools().choice(),
                request.stream(),
                request.generation().maxTokens());
    }

    /// Messages of the same role in a row are one turn.
    private static void join(List<String> turns, Role role) {
        var last = turns.size() - 1;
        if (last > 0 && turns.get(last - 1).startsWith(role.name())) {
            turns.set(
                    last - 1,
                    turns.get(last - 1)
                            + turns.removeLast().substring(role.name().length()));
        }
    }

    /// What a tool gave back besides text, in a message of its own where the dialect has no other place for it.
    private static boolean isMoved(Message message) {
        return message.role() == Role.USER
                && !message.parts().isEmpty()
                && text(message.parts().getFirst()).startsWith("Content returned by tool call ");
    }

    private static String turn(Message message, List<String> ids) {
        var said = new StringBuilder(message.role().name());
        for (var part : message.parts()) {
            switch (part.content()) {
                case Content.Text t -> said.append(t.text());
                case Content.ToolCall c -> {
                    ids.add(c.id());
                    said.append("\n  calls ").append(ids.size() - 1).append(' ').append(c.name());
                    said.append(' ').append(Meaning.arguments(c.arguments()));
                }
                case Content.ToolResult r -> {
                    said.append("\n  result of ")
                            .append(ids.lastIndexOf(r.callId()))
                            .append(": ");
                    r.parts().forEach(p -> said.append(text(p)));
                }
                case Content.Media m -> said.append("\n  ").append(m.kind());
                default -> {}
            }
        }
        return said.toString();
    }

    private static String text(Part part) {
        return part.content() instanceof Content.Text(String text, var _) ? text : "";
    }

    private static String tool(Tool tool) {
        return switch (tool) {
            case Tool.Function f ->
                f.name() + ": " + f.description() + " "
                        + (f.schema() == null ? "" : Json.decodeValue(f.schema().text()));
            case Tool.Custom c -> c.name() + ": " + c.description();
            case Tool.Hosted h -> h.kind().name();
        };
    }
}
