package io.polygate.provider.mock;

import io.polygate.wire.json.Json;
import java.util.List;

/// What of a request for a plain completion decides the answer: `n` texts for each of the prompts.
record CompletionRequest(
        List<String> prompts, int n, int maxTokens, boolean stream, boolean usageAsked, Behaviour behaviour) {

    private static final int MAX_CHOICES = 128;

    static CompletionRequest decode(Json body, Behaviour behaviour) {
        var prompts = Texts.decode(body, "prompt", MAX_CHOICES);
        int n = Fields.number(body, "n", MAX_CHOICES);
        if ((long) n * prompts.size() > MAX_CHOICES) {
            throw Fields.wrong("n", Integer.toString(n), "at most " + MAX_CHOICES + " choices for all prompts");
        }
        var limit = Fields.number(body, "max_tokens", 1, Integer.MAX_VALUE);
        return new CompletionRequest(
                prompts,
                n,
                limit == null ? Integer.MAX_VALUE : limit,
                Fields.flag(body, "stream"),
                Fields.asksUsage(body),
                behaviour);
    }

    int promptTokens() {
        return prompts.stream().mapToInt(Pieces::count).sum();
    }
}
