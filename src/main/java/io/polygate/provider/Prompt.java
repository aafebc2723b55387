package io.polygate.provider;

import io.polygate.provider.PresetModel.Capability;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a request says of itself, as far as routing asks, in whichever dialect it is.
///
/// @param tokens an estimate of the prompt, some ten per cent off for prose and some twenty for code
/// @param output how many tokens the answer may have, 0 where the request doesn't say
/// @param needs what a model must be able to do for it, beside chatting
/// @param metadata what the caller attached, texts only
/// @param user whose request it is, as the caller says
/// @param session which conversation it belongs to, as the caller says
public record Prompt(
        int tokens,
        int output,
        Set<Capability> needs,
        Map<String, String> metadata,
        @Nullable String user,
        @Nullable String session) {

    public static final Prompt EMPTY = new Prompt(0, 0, Set.of(), Map.of(), null, null);

    public Prompt {
        needs = Set.copyOf(needs);
        metadata = Map.copyOf(metadata);
    }
}
