package io.polygate.wire.anthropic;

import io.polygate.model.ReasoningRequest.Effort;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What a model takes, by its name: the one place for rules that differ between models.
///
/// Names are read wherever they come from (`us.anthropic.claude-opus-4-7-v1:0`, `anthropic/claude-sonnet-4.5`,
/// `claude-3-7-sonnet-20250219`); a family or a version that is newer than this table counts as its newest. Other
/// vendors' models that speak this dialect are [#OTHER]. Sources: platform.claude.com (thinking, effort, structured
/// outputs, model overview), the model tables of Anthropic's and Vercel's clients of November 2026.
///
/// - `thinking`: how thinking is asked for; `alwaysThinks`: it can't be turned off; `betweenTools`: has that mode.
/// - `efforts`: what `output_config.effort` may be, weakest first.
/// - `sampling`: takes `temperature`, `top_p`, `top_k`; `eitherSampling`: takes `temperature` or `top_p`, not both.
/// - `forcedTools`: takes `tool_choice` `any` and `tool`. `structured`: takes `output_config.format` and `strict`.
/// - `prefill`: goes on with an assistant's text that a request ends with.
/// - `systemInPlace`: takes system messages in the middle of a conversation.
/// - `maxOutput`: the `max_tokens` of a request that names none.
public record Claude(
        boolean claude,
        Thinking thinking,
        boolean alwaysThinks,
        boolean betweenTools,
        List<Effort> efforts,
        boolean sampling,
        boolean eitherSampling,
        boolean forcedTools,
        boolean structured,
        boolean prefill,
        boolean systemInPlace,
        long maxOutput) {

    public enum Thinking {
        NONE,
        BUDGET,
        ADAPTIVE
    }

    private static final List<Effort> THREE = List.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH);
    private static final List<Effort> FOUR = List.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.MAX);
    private static final List<Effort> FIVE = List.of(Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.XHIGH, Effort.MAX);

    /// A model that is none of Anthropic's: thinks by budget as the first thinking models did, and is sent nothing
    /// newer.
    static final Claude OTHER =
            new Claude(false, Thinking.BUDGET, false, false, List.of(), true, false, true, false, false, false, 8192);

    private static final Pattern FAMILY_FIRST = Pattern.compile("claude-([a-z]+)-(\\d)(?:[-.](\\d{1,2})(?!\\d))?");
    private static final Pattern VERSION_FIRST = Pattern.compile("claude-(?:v)?(\\d)(?:[-.](\\d))?(?!\\d)");

    private static final int NEWEST = 505;

    public static Claude of(String model) {
        var name = model.toLowerCase(Locale.ROOT);
        if (!name.contains("claude")) {
            return OTHER;
        }
        var early = VERSION_FIRST.matcher(name);
        if (early.find()) {
            return of("", version(early.group(1), early.group(2)));
        }
        var late = FAMILY_FIRST.matcher(name);
        if (late.find()) {
            return of(late.group(1), version(late.group(2), late.group(3)));
        }
        return name.contains("instant") ? of("", 100) : name.contains("mythos") ? of("mythos", 407) : of("", NEWEST);
    }

    /// `4`, `5` is 405.
    private static int version(String major, String minor) {
        return Integer.parseInt(major) * 100 + (minor == null ? 0 : Integer.parseInt(minor));
    }

    private static Claude of(String family, int version) {
        var alwaysThinks =
                switch (family) {
                    case "mythos", "fable" -> true;
                    case "haiku" -> false;
                    default -> version >= 505;
                };
        var forcedTools =
                switch (family) {
                    case "mythos", "fable" -> version < 501;
                    case "haiku" -> true;
                    default -> version < 505;
                };
        return new Claude(
                true,
                version < 307 ? Thinking.NONE : version < 406 ? Thinking.BUDGET : Thinking.ADAPTIVE,
                alwaysThinks,
                family.equals("sonnet") && version >= 505,
                efforts(family, version),
                version < 407,
                version >= 401,
                forcedTools,
                version >= 405 || (version == 401 && family.equals("opus")),
                version < 406 && !family.equals("mythos") && !family.equals("fable"),
                version >= 408,
                maxOutput(family, version));
    }

    private static List<Effort> efforts(String family, int version) {
        if (version < 406) {
            return version == 405 && family.equals("opus") ? THREE : List.of();
        }
        return version == 406 ? FOUR : FIVE;
    }

    private static long maxOutput(String family, int version) {
        if (version < 307) {
            return version < 305 ? 4096 : 8192;
        }
        return family.equals("opus") && version < 405 ? 32_000 : 64_000;
    }

    /// The nearest effort that the model takes, at most the one asked for where it has none between.
    public Effort nearest(Effort asked) {
        var nearest = efforts.getFirst();
        for (var effort : efforts) {
            if (effort.compareTo(asked) <= 0) {
                nearest = effort;
            }
        }
        return nearest;
    }
}
