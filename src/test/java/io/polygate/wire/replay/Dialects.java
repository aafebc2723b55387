package io.polygate.wire.replay;

import io.polygate.wire.Target;
import io.polygate.wire.anthropic.AnthropicDialect;
import io.polygate.wire.gemini.GeminiDialect;
import io.polygate.wire.openai.ChatDialect;
import io.polygate.wire.openai.CompletionsDialect;
import io.polygate.wire.responses.ResponsesDialect;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The dialects that take part in the replay tests: one line each.
final class Dialects {

    /// Names of the recordings' folders that differ from the presets' ids.
    private static final Map<String, String> IDS = Map.of("qwen-compat", "dashscope", "vllm-local", "vllm");

    static final List<Joined> ALL = List.of(
            new Joined(
                    new ChatDialect(), Set.of("openai-chat"), new ChatReader(), Dialects::target, ChatReader::sayable),
            new Joined(
                    new CompletionsDialect(),
                    Set.of("openai-completions"),
                    new ChatReader(),
                    Dialects::target,
                    Sayable::text),
            new Joined(
                    new GeminiDialect(),
                    Set.of("gemini-generate", "gemini-stream"),
                    new GeminiReader(),
                    _ -> Target.of("m"),
                    meaning -> GeminiReader.sayable(ChatReader.sayable(meaning))),
            new Joined(
                    new AnthropicDialect(),
                    Set.of("anthropic-messages"),
                    new AnthropicReader(),
                    Dialects::target,
                    AnthropicReader::sayable),
            new Joined(
                    new ResponsesDialect(),
                    Set.of("openai-responses"),
                    new ResponsesReader(),
                    Dialects::target,
                    ResponsesReader::sayable));

    private Dialects() {}

    private static Target target(Recording recording) {
        return Target.of("m", Presets.quirks(IDS.getOrDefault(recording.provider(), recording.provider())));
    }
}
