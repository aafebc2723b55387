package io.polygate.wire.replay;

import io.polygate.wire.Dialect;
import io.polygate.wire.Target;
import io.polygate.wire.anthropic.AnthropicDialect;
import io.polygate.wire.cohere.CohereDialect;
import io.polygate.wire.dashscope.DashScopeDialect;
import io.polygate.wire.gemini.GeminiDialect;
import io.polygate.wire.mistral.MistralDialect;
import io.polygate.wire.ollama.OllamaDialect;
import io.polygate.wire.openai.ChatDialect;
import io.polygate.wire.openai.CompletionsDialect;
import io.polygate.wire.responses.ResponsesDialect;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// The dialects that take part in the replay tests: one line each.
final class Dialects {

    /// Names of the recordings' folders that differ from the presets' ids.
    private static final Map<String, String> IDS = Map.of("qwen-compat", "dashscope", "vllm-local", "vllm");

    /// Those that callers speak too.
    static final List<Joined> DOORS = List.of(
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

    /// Those that only backends speak.
    static final List<Joined> BACKENDS = List.of(
            backend(new OllamaDialect(), new OllamaReader(), "ollama-chat", "ollama-generate"),
            backend(new DashScopeDialect(), new DashScopeReader(), "dashscope-text-generation", "dashscope-multimodal"),
            backend(new CohereDialect(), new CohereReader(), "cohere-v2-chat"),
            backend(new MistralDialect(), new ChatReader(), "openai-chat@mistral"));

    static final List<Joined> ALL =
            Stream.concat(DOORS.stream(), BACKENDS.stream()).toList();

    private static Joined backend(Dialect dialect, MeaningReader reader, String... apis) {
        return new Joined(dialect, Set.of(apis), reader, Dialects::target, UnaryOperator.identity());
    }

    private Dialects() {}

    private static Target target(Recording recording) {
        return Target.of("m", Presets.quirks(IDS.getOrDefault(recording.provider(), recording.provider())));
    }
}
