package io.polygate.wire.ollama;

import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.Logprob;
import io.polygate.model.Part;
import io.polygate.model.Usage;
import io.polygate.wire.Answers;
import io.polygate.wire.CallIds;
import io.polygate.wire.TokenLogprobs;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Whole answers: `{model, created_at, message: {role, content, thinking, tool_calls}, done, done_reason, …}`. The
/// answers of `/api/generate`, with `response` in place of the message, are read too.
final class OllamaResponses {

    private OllamaResponses() {}

    static ChatResponse decode(Json answer) {
        if (!answer.has("message") && !answer.has("response")) {
            throw Answers.lacking("message");
        }
        var parts = new ArrayList<Part>();
        var thinking = thinking(answer);
        if (!thinking.isEmpty()) {
            parts.add(Part.of(Content.Reasoning.of(thinking)));
        }
        var text = text(answer);
        if (!text.isEmpty()) {
            parts.add(Part.text(text));
        }
        var calls = calls(answer, 0);
        parts.addAll(calls);
        var finish = finish(answer, !calls.isEmpty());
        var choice = new Choice(0, parts, finish, logprobs(answer), Extras.NONE);
        return new ChatResponse(
                "", Answers.text(answer, "model"), created(answer), List.of(choice), usage(answer), Extras.NONE);
    }

    static String text(Json answer) {
        var message = answer.object("message");
        return message == null ? Answers.text(answer, "response") : Answers.text(message, "content");
    }

    static String thinking(Json answer) {
        var message = answer.object("message");
        return Answers.text(message == null ? answer : message, "thinking");
    }

    /// The calls of an answer or a line, whole; `before` are the calls that came before it. Answers have no id of
    /// their own, so the time in nanoseconds tells one from another.
    static List<Part> calls(Json answer, int before) {
        var calls = new ArrayList<Part>();
        var message = answer.object("message");
        for (var call : message == null ? List.<Json>of() : message.items("tool_calls")) {
            var function = call.object("function");
            var name = function == null ? "" : Answers.text(function, "name");
            if (function == null || name.isEmpty()) {
                continue;
            }
            var given = Answers.text(call, "id");
            var id = given.isEmpty()
                    ? CallIds.made(Answers.text(answer, "created_at"), 0, before + calls.size())
                    : given;
            calls.add(Part.of(Content.ToolCall.of(id, name, ToolArguments.asText(function.get("arguments")))));
        }
        return calls;
    }

    static FinishReason finish(Json answer, boolean calls) {
        var raw = answer.string("done_reason");
        var unified = "length".equals(raw) ? Unified.LENGTH : calls ? Unified.TOOL_CALLS : Unified.STOP;
        return FinishReason.of(unified, raw);
    }

    static Usage usage(Json answer) {
        return Usage.of(Math.max(0, answer.count("prompt_eval_count")), Math.max(0, answer.count("eval_count")));
    }

    static long created(Json answer) {
        try {
            var at = answer.string("created_at");
            return at == null ? 0 : Instant.parse(at).getEpochSecond();
        } catch (DateTimeException e) {
            return 0;
        }
    }

    static List<Logprob> logprobs(Json answer) {
        return TokenLogprobs.decode(answer.items("logprobs"));
    }
}
