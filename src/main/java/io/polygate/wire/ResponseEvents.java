package io.polygate.wire;

import io.polygate.model.ChatResponse;
import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import java.util.List;
import java.util.function.Consumer;

/// Tells a whole answer as the events of a stream: for a caller who asked for a stream of a backend that has none.
public final class ResponseEvents {

    private ResponseEvents() {}

    public static void replay(ChatResponse response, Consumer<StreamEvent> handler) {
        handler.accept(new StreamEvent.Started(response.id(), response.model(), response.created(), response.extras()));
        for (var choice : response.choices()) {
            for (var i = 0; i < choice.parts().size(); i++) {
                part(choice.index(), i, choice.parts().get(i), handler);
            }
            if (!choice.logprobs().isEmpty()) {
                handler.accept(new StreamEvent.LogprobsAdded(choice.index(), choice.logprobs()));
            }
            handler.accept(new StreamEvent.Finished(choice.index(), choice.finish(), choice.extras()));
        }
        handler.accept(new StreamEvent.UsageReported(response.usage()));
        handler.accept(new StreamEvent.Ended());
    }

    /// One part from its start to its end.
    public static void part(int choice, int number, Part part, Consumer<StreamEvent> handler) {
        var seal = part.content() instanceof Content.ToolCall ? part.seal() : null;
        var first = part.withContent(start(part.content())).withSeal(seal);
        handler.accept(new StreamEvent.PartStarted(choice, number, first));
        switch (part.content()) {
            case Content.Text text -> {
                if (!text.text().isEmpty()) {
                    handler.accept(new StreamEvent.TextDelta(choice, number, text.text()));
                }
                text.citations().forEach(c -> handler.accept(new StreamEvent.CitationAdded(choice, number, c)));
            }
            case Content.Reasoning reasoning -> {
                for (var i = 0; i < reasoning.passages().size(); i++) {
                    var passage = reasoning.passages().get(i);
                    handler.accept(
                            new StreamEvent.ReasoningDelta(choice, number, i, passage.summary(), passage.text()));
                }
            }
            case Content.Refusal refusal ->
                handler.accept(new StreamEvent.RefusalDelta(choice, number, refusal.text()));
            case Content.ToolCall call -> {
                if (!call.arguments().isEmpty()) {
                    handler.accept(new StreamEvent.ArgumentsDelta(choice, number, call.arguments()));
                }
            }
            case Content.Media _,
                    Content.ToolResult _,
                    Content.ServerToolCall _,
                    Content.ServerToolResult _,
                    Content.Opaque _ -> {}
        }
        handler.accept(new StreamEvent.PartEnded(choice, number, part.seal()));
    }

    /// The content as it is before its first delta.
    private static Content start(Content content) {
        return switch (content) {
            case Content.Text _ -> Content.Text.of("");
            case Content.Reasoning reasoning -> new Content.Reasoning(reasoning.id(), List.of());
            case Content.Refusal _ -> new Content.Refusal("");
            case Content.ToolCall call -> call.withArguments("");
            case Content.Media _,
                    Content.ToolResult _,
                    Content.ServerToolCall _,
                    Content.ServerToolResult _,
                    Content.Opaque _ -> content;
        };
    }
}
