package io.polygate.wire.cohere;

import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.Logprob;
import io.polygate.model.Part;
import io.polygate.wire.Answers;
import io.polygate.wire.CallIds;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whole answers: `{id, message: {content, tool_plan, tool_calls, citations}, finish_reason, usage}`. The plan of the
/// calls is reasoning.
final class CohereResponses {

    private CohereResponses() {}

    static ChatResponse decode(Json answer) {
        var id = Answers.text(answer, "id");
        var message = answer.object("message");
        if (message == null) {
            throw Answers.lacking("message");
        }
        var parts = new ArrayList<Part>();
        reasoning(message, parts);
        content(message, parts);
        calls(message, id, parts);
        var calls = parts.stream().anyMatch(part -> part.content() instanceof Content.ToolCall);
        var finish = finish(answer.string("finish_reason"), calls);
        var choice = new Choice(0, parts, finish, logprobs(answer.items("logprobs")), Extras.NONE);
        return new ChatResponse(id, "", 0, List.of(choice), CohereUsage.decode(answer.object("usage")), Extras.NONE);
    }

    private static void reasoning(Json message, List<Part> parts) {
        var plan = Answers.text(message, "tool_plan");
        if (!plan.isEmpty()) {
            parts.add(Part.of(Content.Reasoning.of(plan)));
        }
    }

    private static void content(Json message, List<Part> parts) {
        var citations = new ArrayList<Citation>();
        message.items("citations").forEach(citation -> citations.addAll(CohereCitations.decode(citation)));
        for (var item : message.items("content")) {
            var thinking = Answers.text(item, "thinking");
            var text = Answers.text(item, "text");
            if (!thinking.isEmpty()) {
                parts.add(Part.of(Content.Reasoning.of(thinking)));
            } else if (!text.isEmpty()) {
                parts.add(Part.of(new Content.Text(text, citations)));
                citations.clear();
            }
        }
    }

    private static void calls(Json message, String id, List<Part> parts) {
        var number = 0;
        for (var call : message.items("tool_calls")) {
            var function = call.object("function");
            var name = function == null ? "" : Answers.text(function, "name");
            if (function == null || name.isEmpty()) {
                continue;
            }
            var given = Answers.text(call, "id");
            var callId = given.isEmpty() ? CallIds.made(id, 0, number) : given;
            parts.add(Part.of(Content.ToolCall.of(callId, name, ToolArguments.asText(function.get("arguments")))));
            number++;
        }
    }

    /// `[{text, logprobs: […]}]`: a number for each token of the text; the first stands for it.
    static List<Logprob> logprobs(List<Json> items) {
        var logprobs = new ArrayList<Logprob>();
        for (var item : items) {
            var numbers = item.items("logprobs");
            var first = numbers.isEmpty() ? null : numbers.getFirst().asDouble();
            if (first != null) {
                logprobs.add(new Logprob(Answers.text(item, "text"), first, null, List.of()));
            }
        }
        return logprobs;
    }

    static FinishReason finish(@Nullable String raw, boolean calls) {
        var unified =
                switch (raw == null ? "" : raw) {
                    case "MAX_TOKENS" -> Unified.LENGTH;
                    case "TOOL_CALL" -> Unified.TOOL_CALLS;
                    case "ERROR", "TIMEOUT" -> Unified.ERROR;
                    case "ERROR_TOXIC" -> Unified.CONTENT_FILTER;
                    default -> calls ? Unified.TOOL_CALLS : Unified.STOP;
                };
        return FinishReason.of(unified, raw);
    }
}
