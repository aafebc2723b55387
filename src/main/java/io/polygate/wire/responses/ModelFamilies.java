package io.polygate.wire.responses;

import java.util.regex.Pattern;

/// What OpenAI's models refuse, by the names of their families. A model of another name is not judged.
final class ModelFamilies {

    private static final Pattern REASONING = Pattern.compile("(?:^|/)(?:o\\d|gpt-5(?!.*-chat)|gpt-[6-9]|codex-)");
    private static final Pattern PLAIN = Pattern.compile("(?:^|/)(?:gpt-3|gpt-4|chatgpt-|gpt-5.*-chat)");

    private ModelFamilies() {}

    /// Whether it is known to reason: it then takes no sampling parameters.
    static boolean reasons(String model) {
        return REASONING.matcher(model).find();
    }

    /// Whether it is known not to reason: it then takes no `reasoning`.
    static boolean plain(String model) {
        return PLAIN.matcher(model).find();
    }
}
