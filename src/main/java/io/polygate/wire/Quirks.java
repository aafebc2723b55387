package io.polygate.wire;

import io.polygate.wire.json.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How a vendor differs from the dialect that it speaks: data of its preset, and only about what we send (and whether
/// `<think>` text is reasoning). What arrives is taken in every shape, whoever sends it.
///
/// - `vendor`: the preset's id, named in warnings.
/// - `reasoningSwitch`: how reasoning is asked for. `reasoningField`: where reasoning is sent back (empty: nowhere;
///   `content`: as tags in it; `thinking-part`: as a part of it).
/// - `replay`: which assistant turns get their reasoning back. `thinkTags`: reasoning is `<think>` text in the content.
/// - `renames`: parameter to the vendor's name for it. `refuses`: parameters that it answers with an error.
/// - `accepts`: parameters beyond the dialect's own (`top_k`). `values`: `parameter.value` to the vendor's word for it
///   (`tool_choice.required` to `any`), empty where it has none. `callIdLength`: exact length of call ids, 0 for any.
/// - `reasoningModels`: a pattern of the models that can reason, empty for all. `reasoningRefuses`: parameters that are
///   refused while the model reasons.
/// - `mediaModels`: a pattern of the models that only the vendor's service for media has, empty for none.
public record Quirks(
        String vendor,
        ReasoningSwitch reasoningSwitch,
        String reasoningField,
        Replay replay,
        boolean thinkTags,
        Map<String, String> renames,
        Set<String> refuses,
        Set<String> accepts,
        Map<String, String> values,
        int callIdLength,
        String reasoningModels,
        Set<String> reasoningRefuses,
        String mediaModels) {

    /// How a vendor is asked to think: OpenAI's `reasoning_effort`, `thinking: {type}`, Qwen's `enable_thinking` and
    /// `thinking_budget`, OpenRouter's `reasoning: {…}`, vLLM's `chat_template_kwargs`, or not at all.
    public enum ReasoningSwitch {
        EFFORT,
        THINKING_TYPE,
        ENABLE_THINKING,
        REASONING_OBJECT,
        CHAT_TEMPLATE,
        NONE
    }

    public enum Replay {
        NEVER,
        TOOL_TURNS,
        ALWAYS
    }

    /// The same, save for one of `values`.
    public Quirks withValue(String name, String value) {
        var changed = new HashMap<>(values);
        changed.put(name, value);
        return new Quirks(
                vendor,
                reasoningSwitch,
                reasoningField,
                replay,
                thinkTags,
                renames,
                refuses,
                accepts,
                changed,
                callIdLength,
                reasoningModels,
                reasoningRefuses,
                mediaModels);
    }

    /// A vendor of whom nothing is known: plain OpenAI behaviour.
    public static final Quirks NONE = new Quirks(
            "",
            ReasoningSwitch.EFFORT,
            "",
            Replay.NEVER,
            false,
            Map.of(),
            Set.of(),
            Set.of(),
            Map.of(),
            0,
            "",
            Set.of(),
            "");

    public Quirks {
        renames = Map.copyOf(renames);
        refuses = Set.copyOf(refuses);
        accepts = Set.copyOf(accepts);
        values = Map.copyOf(values);
        reasoningRefuses = Set.copyOf(reasoningRefuses);
    }

    /// Reads the quirks of a preset; what is absent is as in [#NONE].
    ///
    /// @throws IllegalArgumentException with the key and what was expected
    public static Quirks decode(String vendor, Json json) {
        for (var member : json.members()) {
            if (!KEYS.contains(member.name())) {
                throw new IllegalArgumentException(member.name() + ": unknown (expected: one of " + KEYS + ")");
            }
        }
        var length = json.number("call-id-length");
        return new Quirks(
                vendor,
                word(json, "reasoning-switch", ReasoningSwitch.EFFORT, ReasoningSwitch.class),
                orEmpty(json.string("reasoning-field")),
                word(json, "replay", Replay.NEVER, Replay.class),
                json.isTrue("think-tags"),
                texts(json, "renames"),
                strings(json, "refuses"),
                strings(json, "accepts"),
                texts(json, "values"),
                length == null ? 0 : length.intValue(),
                orEmpty(json.string("reasoning-models")),
                strings(json, "reasoning-refuses"),
                orEmpty(json.string("media-models")));
    }

    private static final List<String> KEYS = List.of(
            "reasoning-switch",
            "reasoning-field",
            "replay",
            "think-tags",
            "renames",
            "refuses",
            "accepts",
            "values",
            "call-id-length",
            "reasoning-models",
            "reasoning-refuses",
            "media-models");

    /// Whether a model can be asked to reason.
    public boolean reasons(String model) {
        return reasoningSwitch != ReasoningSwitch.NONE
                && (reasoningModels.isEmpty()
                        || Pattern.compile(reasoningModels).matcher(model).find());
    }

    /// Whether only the vendor's service for media has a model.
    public boolean servesMedia(String model) {
        return !mediaModels.isEmpty()
                && Pattern.compile(mediaModels).matcher(model).find();
    }

    public boolean takes(String parameter) {
        return !refuses.contains(parameter);
    }

    /// The vendor's name of a parameter.
    public String rename(String parameter) {
        return renames.getOrDefault(parameter, parameter);
    }

    /// The vendor's word for a parameter's value; null where it can't say it.
    public @Nullable String value(String parameter, String value) {
        var word = values.getOrDefault(parameter + "." + value, value);
        return word.isEmpty() ? null : word;
    }

    private static <E extends Enum<E>> E word(Json json, String key, E absent, Class<E> type) {
        var word = json.string(key);
        if (word == null) {
            return absent;
        }
        try {
            return Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            var expected = List.of(type.getEnumConstants())
                    .toString()
                    .toLowerCase(Locale.ROOT)
                    .replace('_', '-');
            throw new IllegalArgumentException(key + ": " + word + " (expected: one of " + expected + ")", e);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static Set<String> strings(Json json, String key) {
        var strings = new LinkedHashSet<String>();
        json.items(key).forEach(item -> strings.add(orEmpty(item.asString())));
        return strings;
    }

    private static Map<String, String> texts(Json json, String key) {
        var texts = new LinkedHashMap<String, String>();
        var object = json.object(key);
        if (object != null) {
            object.members().forEach(m -> texts.put(m.name(), orEmpty(m.value().asString())));
        }
        return texts;
    }
}
