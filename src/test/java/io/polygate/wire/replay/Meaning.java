package io.polygate.wire.replay;

import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Content;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.Part;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/// What an answer says, whatever the words: the thing that must survive every translation.
record Meaning(List<Said> choices, Used usage) {

    /// One choice. Arguments are parsed JSON, so that white space and order don't count.
    record Said(String text, String refusal, String reasoning, List<Called> calls, Unified finish) {}

    record Called(String name, Object arguments) {}

    /// Sums as OpenAI counts: input with what was cached, output with reasoning.
    record Used(long input, long cached, long output, long reasoning) {}

    static Meaning of(ChatResponse response) {
        var usage = response.usage();
        return new Meaning(
                response.choices().stream().map(Meaning::said).toList(),
                new Used(usage.inputTotal(), usage.cacheRead(), usage.outputTotal(), usage.reasoning()));
    }

    private static Said said(Choice choice) {
        var text = new StringBuilder();
        var refusal = new StringBuilder();
        var reasoning = new StringBuilder();
        var calls = new ArrayList<Called>();
        for (Part part : choice.parts()) {
            switch (part.content()) {
                case Content.Text t -> text.append(t.text());
                case Content.Refusal r -> refusal.append(r.text());
                case Content.Reasoning r -> reasoning.append(r.text());
                case Content.ToolCall c ->
                    calls.add(new Called(c.name(), c.custom() ? custom(c.arguments()) : arguments(c.arguments())));
                default -> {}
            }
        }
        return new Said(
                text.toString(),
                refusal.toString(),
                reasoning.toString(),
                calls,
                choice.finish().unified());
    }

    /// The free text of a custom tool, as dialects say it that have only objects.
    static Object custom(String text) {
        return new JsonObject().put("input", text);
    }

    /// Arguments as parsed JSON; nothing at all is an empty object, and what is no JSON stays text.
    static Object arguments(String text) {
        if (text.isBlank() || text.equals("null")) {
            return Json.decodeValue("{}");
        }
        try {
            return Json.decodeValue(text);
        } catch (DecodeException e) {
            return text;
        }
    }
}
