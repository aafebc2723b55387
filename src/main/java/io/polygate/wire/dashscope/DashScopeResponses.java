package io.polygate.wire.dashscope;

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
import io.polygate.wire.DataUrl;
import io.polygate.wire.TokenLogprobs;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whole answers: `output` with `choices` of messages, or with the `text` of older models.
final class DashScopeResponses {

    private DashScopeResponses() {}

    static ChatResponse decode(Json answer) {
        var id = Answers.text(answer, "request_id");
        var output = answer.object("output");
        if (output == null) {
            throw Answers.lacking("output");
        }
        var choices = new ArrayList<Choice>();
        var sources = sources(output);
        for (var choice : choices(output)) {
            choices.add(choice(choice, choices.size(), id, sources));
        }
        return new ChatResponse(id, "", 0, choices, DashScopeUsage.decode(answer.object("usage")), Extras.NONE);
    }

    /// The choices of an output; one with a bare text is its own only choice.
    static List<Json> choices(Json output) {
        var choices = output.items("choices");
        return choices.isEmpty() && output.has("text") ? List.of(output) : choices;
    }

    private static Choice choice(Json choice, int place, String id, List<Citation> sources) {
        var index = choice.number("index");
        var number = index == null ? place : index.intValue();
        var parts = new ArrayList<Part>();
        var thought = reasoning(choice);
        if (!thought.isEmpty()) {
            parts.add(Part.of(Content.Reasoning.of(thought)));
        }
        var text = text(choice);
        if (!text.isEmpty() || !sources.isEmpty()) {
            parts.add(Part.of(new Content.Text(text, sources)));
        }
        parts.addAll(media(choice));
        var calls = calls(choice, number, id);
        parts.addAll(calls);
        var finish = finish(choice.string("finish_reason"), !calls.isEmpty());
        return new Choice(number, parts, finish, logprobs(choice), Extras.NONE);
    }

    /// The message of a choice; a bare text has none.
    static Json message(Json choice) {
        var message = choice.object("message");
        return message == null ? choice : message;
    }

    static String reasoning(Json choice) {
        return Answers.text(message(choice), "reasoning_content");
    }

    /// The content's text: a string, or the `text` of an array's items.
    static String text(Json choice) {
        var message = message(choice);
        var content = message == choice ? choice.get("text") : message.get("content");
        var plain = content == null ? "" : content.asString();
        if (content == null || plain != null) {
            return plain == null ? "" : plain;
        }
        var text = new StringBuilder();
        content.items().forEach(item -> text.append(Answers.text(item, "text")));
        return text.toString();
    }

    /// The pictures of a content.
    static List<Part> media(Json choice) {
        var parts = new ArrayList<Part>();
        for (var item : message(choice).items("content")) {
            var image = item.string("image");
            if (image != null) {
                parts.add(Part.of(Content.Media.image(DataUrl.source(image))));
            }
        }
        return parts;
    }

    private static List<Part> calls(Json choice, int number, String id) {
        var calls = new ArrayList<Part>();
        for (var call : message(choice).items("tool_calls")) {
            var function = call.object("function");
            var name = function == null ? "" : Answers.text(function, "name");
            if (function != null && !name.isEmpty()) {
                var given = Answers.text(call, "id");
                var callId = given.isEmpty() ? CallIds.made(id, number, calls.size()) : given;
                var arguments = ToolArguments.asText(function.get("arguments"));
                calls.add(Part.of(Content.ToolCall.of(callId, name, arguments)));
            }
        }
        return calls;
    }

    static List<Logprob> logprobs(Json choice) {
        var logprobs = choice.object("logprobs");
        return logprobs == null ? List.of() : TokenLogprobs.decode(logprobs.items("content"));
    }

    /// What a search of the vendor's own found.
    static List<Citation> sources(Json output) {
        var found = output.object("search_info");
        return found == null
                ? List.of()
                : found.items("search_results").stream()
                        .map(result -> new Citation(
                                result.string("url"), result.string("title"), null, null, null, Extras.NONE))
                        .toList();
    }

    /// While it runs, the reason is the word `null`.
    static boolean ends(@Nullable String reason) {
        return reason != null && !reason.isEmpty() && !reason.equals("null");
    }

    static FinishReason finish(@Nullable String raw, boolean calls) {
        var unified =
                switch (raw == null ? "" : raw) {
                    case "length" -> Unified.LENGTH;
                    case "tool_calls" -> Unified.TOOL_CALLS;
                    case "content_filter" -> Unified.CONTENT_FILTER;
                    default -> calls ? Unified.TOOL_CALLS : Unified.STOP;
                };
        return FinishReason.of(unified, ends(raw) ? raw : null);
    }
}
