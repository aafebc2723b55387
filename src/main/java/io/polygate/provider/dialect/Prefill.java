package io.polygate.provider.dialect;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Message;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.Role;
import io.polygate.provider.AnswerSoFar;
import io.polygate.provider.Continuation;
import io.polygate.wire.Quirks;
import io.polygate.wire.Quirks.ReasoningSwitch;
import io.polygate.wire.Target;
import io.polygate.wire.anthropic.Claude;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a backend is asked to go on with an answer that another has begun: with the text so far as the last message.
///
/// A preset says so as `values.prefill`, an operator as `prefill` of the provider. Beside them only Anthropic's models
/// before 4.6 are known to; others would answer the text. `values.prefill-path` is where it is served, where that is
/// elsewhere; `values.prefill-echo: all` marks a vendor that begins its answer with the text it was given.
/// Sources: api-docs.deepseek.com (chat prefix completion), docs.mistral.ai (prefix), help.aliyun.com (partial mode),
/// platform.moonshot.cn (partial mode), docs.vllm.ai (continue_final_message), platform.claude.com (migration to 4.6).
enum Prefill {
    /// Not at all.
    NONE,
    /// The last message is the assistant's; nothing more.
    TRAILING,
    /// The last message has `prefix: true` (DeepSeek, Mistral).
    PREFIX,
    /// The last message has `partial: true` (Qwen, Kimi).
    PARTIAL,
    /// The request has `continue_final_message` and no new turn is begun (vLLM, SGLang).
    CONTINUE_FINAL_MESSAGE;

    static final String KEY = "prefill";

    private static final String OPENAI = "openai";
    private static final Set<String> OPENAI_LIKE = Set.of(OPENAI, "mistral");
    private static final Set<String> CLAUDES = Set.of("anthropic", "bedrock", "vertex");
    private static final RawJson YES = new RawJson("true");
    private static final RawJson NO = new RawJson("false");

    /// @param dialect what the provider speaks
    static Prefill of(Quirks quirks, String dialect, String model) {
        var said = quirks.values().get(KEY);
        if (said != null) {
            var how = valueOf(said.toUpperCase(Locale.ROOT).replace('-', '_'));
            return how.sayable(dialect) ? how : NONE;
        }
        return CLAUDES.contains(dialect) && Claude.of(model).prefill() ? TRAILING : NONE;
    }

    private boolean sayable(String dialect) {
        return switch (this) {
            case NONE, TRAILING -> true;
            case PREFIX, CONTINUE_FINAL_MESSAGE -> OPENAI_LIKE.contains(dialect);
            case PARTIAL -> OPENAI_LIKE.contains(dialect) || dialect.equals("dashscope");
        };
    }

    /// Where it is asked, for an address where it is asked anything else.
    URI address(Quirks quirks, URI url) {
        var path = quirks.values().get("prefill-path");
        return path == null || this != PREFIX ? url : url.resolve(path);
    }

    /// What of the text that was given an answer begins with.
    static Overlap overlap(Quirks quirks, String dialect, String text) {
        if ("all".equals(quirks.values().get("prefill-echo"))) {
            return Overlap.of(text);
        }
        return CLAUDES.contains(dialect) ? Overlap.ofBlanks(text) : Overlap.none();
    }

    /// The request for the rest: with the text so far, without thinking anew, and with what is left of its limit.
    ChatRequest request(ChatRequest meant, Continuation continuation, Target target) {
        var answer = Objects.requireNonNull(continuation.answer(), "it has begun");
        var limit = meant.generation().maxTokens();
        var left = limit == null ? null : Math.max(1, limit - AnswerSoFar.tokens(answer.text()));
        return meant.withMessages(messages(meant, answer.text()))
                .withGeneration(meant.generation().withMaxTokens(left))
                .withReasoning(reasoning(meant, target))
                .withExtras(extras(meant.extras()));
    }

    private List<Message> messages(ChatRequest meant, String text) {
        var messages = new ArrayList<>(meant.messages());
        var given = "";
        if (!messages.isEmpty() && messages.getLast().role() == Role.ASSISTANT) {
            given = textOf(messages.removeLast());
        }
        messages.add(new Message(Role.ASSISTANT, List.of(Part.text(given + text)), null, mark()));
        return messages;
    }

    /// What the caller itself has begun for the model.
    private static String textOf(Message message) {
        var text = new StringBuilder();
        for (var part : message.parts()) {
            if (part.content() instanceof Content.Text words) {
                text.append(words.text());
            }
        }
        return text.toString();
    }

    private Extras mark() {
        return switch (this) {
            case PREFIX -> Extras.of(OPENAI, Map.of("prefix", YES));
            case PARTIAL -> Extras.of(OPENAI, Map.of("partial", YES));
            case NONE, TRAILING, CONTINUE_FINAL_MESSAGE -> Extras.NONE;
        };
    }

    private Extras extras(Extras given) {
        if (this != CONTINUE_FINAL_MESSAGE) {
            return given;
        }
        var fields = new LinkedHashMap<>(given.of(OPENAI));
        fields.put("continue_final_message", YES);
        fields.put("add_generation_prompt", NO);
        return Extras.of(OPENAI, fields);
    }

    /// Who thinks unless told otherwise is told: what follows is the rest of a text.
    private static @Nullable ReasoningRequest reasoning(ChatRequest meant, Target target) {
        var quirks = target.quirks();
        boolean bySwitch = quirks.reasoningSwitch() != ReasoningSwitch.EFFORT && quirks.reasons(target.model());
        return bySwitch || meant.reasoning() != null
                ? new ReasoningRequest(ReasoningRequest.Mode.DISABLED, null, null, null)
                : null;
    }
}
