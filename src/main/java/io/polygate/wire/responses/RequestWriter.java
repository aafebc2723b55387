package io.polygate.wire.responses;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.Message;
import io.polygate.model.RawJson;
import io.polygate.model.ReasoningRequest;
import io.polygate.model.ReasoningRequest.Effort;
import io.polygate.model.ResponseFormat;
import io.polygate.model.Role;
import io.polygate.wire.EncodedRequest;
import io.polygate.wire.Numbers;
import io.polygate.wire.ReasoningBudgets;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes a request for a backend.
///
/// Nothing is stored there unless the caller says so, since a conversation comes whole with every request; reasoning
/// then
/// comes back encrypted, to be replayed. Parameters that the model's family refuses are left out with a warning.
final class RequestWriter {

    private static final String ENCRYPTED = "reasoning.encrypted_content";
    /// OpenAI takes no smaller limit.
    private static final long MIN_OUTPUT_TOKENS = 16;

    private static final Map<String, String> HEADERS = Map.of("content-type", "application/json");
    private static final Set<String> MERGED = Set.of("reasoning", "text", "include", "instructions", "tool_choice");

    private final ChatRequest request;
    private final Target target;
    private final Warnings warnings;
    private final JsonWriter json = new JsonWriter(4096);
    private final Map<String, RawJson> extras;

    private RequestWriter(ChatRequest request, Target target) {
        this.request = request;
        this.target = target;
        var vendor = target.quirks().vendor();
        this.warnings = new Warnings(vendor.isEmpty() ? ResponsesDialect.NAME : vendor);
        this.extras = request.extras().of(ResponsesDialect.NAME);
    }

    static EncodedRequest encode(ChatRequest request, Target target) {
        var writer = new RequestWriter(request, target);
        writer.write();
        return new EncodedRequest("/responses", HEADERS, writer.json.toBuffer(), writer.warnings.list());
    }

    /// A question for how many tokens a request's input has: without what only an answer needs.
    static EncodedRequest encodeCount(ChatRequest request, Target target) {
        var writer = new RequestWriter(request, target);
        writer.input(Boolean.TRUE.equals(request.attributes().store()));
        writer.reasoning();
        writer.text();
        writer.string("previous_response_id", request.attributes().previousResponseId());
        writer.raw("truncation");
        writer.json.endObject();
        return new EncodedRequest("/responses/input_tokens", Map.of(), writer.json.toBuffer(), writer.warnings.list());
    }

    private void write() {
        var stored = Boolean.TRUE.equals(request.attributes().store());
        input(stored);
        generation();
        reasoning();
        text();
        if (request.stream()) {
            json.field("stream", true);
        }
        attributes(stored);
        include(stored);
        warnings.extras(request.extras(), ResponsesDialect.NAME);
        extras.forEach((name, value) -> {
            if (!MERGED.contains(name)) {
                json.rawField(name, value.text());
            }
        });
        json.endObject();
    }

    private void input(boolean stored) {
        json.object().field("model", target.model());
        var messages = instructions(request.messages());
        json.name("input");
        new InputWriter(request, target, stored, warnings, json).encode(messages);
        ResponsesTools.encode(request.tools(), target, warnings, json);
        if (request.tools().choice() == null) {
            raw("tool_choice");
        }
    }

    private void raw(String name) {
        var value = extras.get(name);
        json.rawField(name, value == null ? null : value.text());
    }

    /// A system message of one text at the front is the instructions; returns the messages that are left.
    private List<Message> instructions(List<Message> messages) {
        raw("instructions");
        var text = extras.containsKey("instructions") ? null : instructionsOf(messages);
        if (text == null) {
            return messages;
        }
        json.field("instructions", text);
        if (messages.getFirst().parts().getFirst().cache() != null) {
            warnings.unsupported("cache_control");
        }
        return messages.subList(1, messages.size());
    }

    /// The text of the instructions, or null where there are none.
    static @Nullable String instructionsOf(List<Message> messages) {
        if (messages.isEmpty() || messages.getFirst().role() != Role.SYSTEM) {
            return null;
        }
        var first = messages.getFirst();
        var plain = first.name() == null
                && first.extras().of(ResponsesDialect.NAME).isEmpty()
                && first.parts().size() == 1
                && first.parts().getFirst().extras().of(ResponsesDialect.NAME).isEmpty();
        return plain && first.parts().getFirst().content() instanceof Content.Text(String text, var _) ? text : null;
    }

    private void generation() {
        var generation = request.generation();
        var sampling = generation.sampling();
        number("max_output_tokens", maxTokens(generation.maxTokens()));
        sampling("temperature", sampling.temperature());
        sampling("top_p", sampling.topP());
        beyond("top_k", text(sampling.topK()));
        beyond("frequency_penalty", Numbers.textOrNull(sampling.frequencyPenalty()));
        beyond("presence_penalty", Numbers.textOrNull(sampling.presencePenalty()));
        beyond("seed", text(sampling.seed()));
        beyond("stop", generation.stop().isEmpty() ? null : strings(generation.stop()));
        if (generation.choices() != null && generation.choices() > 1) {
            warnings.unsupported("n");
        }
        if (generation.modalities().stream().anyMatch(m -> !m.equalsIgnoreCase("text"))) {
            warnings.unsupported("modalities");
        }
        if (generation.audio() != null) {
            warnings.unsupported("audio");
        }
        if (generation.topLogprobs() != null && takesSampling("top_logprobs")) {
            json.field(target.quirks().rename("top_logprobs"), generation.topLogprobs());
        }
    }

    private @Nullable Long maxTokens(@Nullable Long limit) {
        if (limit == null || limit >= MIN_OUTPUT_TOKENS) {
            return limit;
        }
        warnings.add("max_output_tokens", "raised to " + MIN_OUTPUT_TOKENS);
        return MIN_OUTPUT_TOKENS;
    }

    private void number(String name, @Nullable Long value) {
        if (value != null && takes(name)) {
            json.field(target.quirks().rename(name), value);
        }
    }

    private boolean takes(String name) {
        if (!target.quirks().takes(name)) {
            warnings.unsupported(name);
            return false;
        }
        return true;
    }

    /// A model that reasons draws its tokens as it likes, unless it is told not to reason.
    private boolean takesSampling(String name) {
        if (refusedWhileReasoning(name) && reasons()) {
            warnings.add(name, "not supported by reasoning models");
            return false;
        }
        return takes(name);
    }

    private boolean refusedWhileReasoning(String name) {
        var quirks = target.quirks();
        return quirks.reasoningModels().isEmpty()
                ? ModelFamilies.reasons(target.model())
                : quirks.reasoningRefuses().contains(name) && quirks.reasons(target.model());
    }

    private boolean reasons() {
        var reasoning = request.reasoning();
        return reasoning == null || !reasoning.off();
    }

    private void sampling(String name, @Nullable Double value) {
        if (value != null && takesSampling(name)) {
            json.rawField(target.quirks().rename(name), Numbers.text(value));
        }
    }

    /// A parameter that this API has not, but some vendors take.
    private void beyond(String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (target.quirks().accepts().contains(name)) {
            json.rawField(target.quirks().rename(name), value);
        } else {
            warnings.unsupported(name);
        }
    }

    private static @Nullable String text(@Nullable Long number) {
        return number == null ? null : number.toString();
    }

    private static String strings(List<String> strings) {
        var json = new JsonWriter().array();
        strings.forEach(json::value);
        return json.endArray().toString();
    }

    private void reasoning() {
        var reasoning = request.reasoning();
        var rest = extras.get("reasoning");
        if (reasoning == null && rest == null) {
            return;
        }
        if (ModelFamilies.plain(target.model()) || !target.quirks().takes("reasoning")) {
            if (reasoning == null || !reasoning.off()) {
                warnings.unsupported("reasoning");
            }
            return;
        }
        var effort = reasoning == null ? null : effort(reasoning);
        var summary = reasoning == null ? null : summary(reasoning);
        if (effort == null && summary == null && rest == null) {
            return;
        }
        json.name("reasoning").object().field("effort", effort).field("summary", summary);
        members(rest);
        json.endObject();
    }

    private void members(@Nullable RawJson object) {
        if (object != null) {
            Json.parse(object.text()).members().forEach(m -> json.name(m.name()).raw(m.value()));
        }
    }

    /// Who asks for reasoning without saying how much gets a medium effort: some models don't reason by themselves.
    private @Nullable String effort(ReasoningRequest reasoning) {
        var effort = ReasoningBudgets.effort(reasoning);
        if (effort == null && reasoning.mode() != null) {
            effort = Effort.MEDIUM;
        }
        if (effort == null) {
            return null;
        }
        var word = target.quirks().value("reasoning_effort", effort.name().toLowerCase(Locale.ROOT));
        if ("max".equals(word) && !target.quirks().accepts().contains("reasoning_effort.max")) {
            word = "xhigh";
        }
        if (word == null) {
            warnings.unsupported("reasoning_effort");
        }
        return word;
    }

    /// Whoever switches thinking on in another dialect expects to see thoughts, of which the summary is what is shown.
    private static @Nullable String summary(ReasoningRequest reasoning) {
        var word = reasoning.summary();
        if (word == null) {
            return reasoning.mode() == null || reasoning.off() ? null : "auto";
        }
        return switch (word) {
            case "omitted", "none" -> null;
            case "summarized" -> "auto";
            default -> word;
        };
    }

    private void text() {
        var rest = extras.get("text");
        var verbosity = request.generation().verbosity();
        var format = request.format();
        if (rest == null && verbosity == null && format == null) {
            return;
        }
        json.name("text").object();
        if (format != null) {
            json.name("format");
            format(format, json);
        }
        var own = rest == null ? null : Json.parse(rest.text());
        if (own == null || !own.has("verbosity")) {
            json.field("verbosity", verbosity);
        }
        members(rest);
        json.endObject();
    }

    static void format(ResponseFormat format, JsonWriter json) {
        json.object();
        switch (format) {
            case ResponseFormat.Text _ -> json.field("type", "text");
            case ResponseFormat.JsonObject _ -> json.field("type", "json_object");
            case ResponseFormat.JsonSchema schema -> {
                json.field("type", "json_schema");
                json.field("name", schema.name() == null ? "response" : schema.name());
                json.field("description", schema.description());
                json.rawField("schema", schema.schema().text());
                // Absent is not the same everywhere: here it must be said.
                json.field("strict", schema.strict());
            }
        }
        json.endObject();
    }

    private void attributes(boolean stored) {
        var attributes = request.attributes();
        json.field("store", stored);
        string("previous_response_id", attributes.previousResponseId());
        string("service_tier", attributes.serviceTier());
        if (!attributes.metadata().isEmpty() && takes("metadata")) {
            json.name("metadata").object();
            attributes.metadata().forEach(json::field);
            json.endObject();
        }
        string("user", attributes.user());
        string("safety_identifier", attributes.safetyIdentifier());
        string("prompt_cache_key", attributes.promptCacheKey());
        if (attributes.cache() != null) {
            warnings.unsupported("cache_control");
        }
    }

    private void string(String name, @Nullable String value) {
        if (value != null && takes(name)) {
            json.field(target.quirks().rename(name), value);
        }
    }

    /// What the caller wants included, log probabilities where it asked for them, and encrypted reasoning where nothing
    /// else keeps it for the next turn.
    private void include(boolean stored) {
        var include = new LinkedHashSet<String>();
        var own = extras.get("include");
        if (own != null) {
            Json.parse(own.text()).items().forEach(i -> include.add(i.raw()));
        }
        if (Boolean.TRUE.equals(request.generation().logprobs()) && takesSampling("logprobs")) {
            include.add(JsonWriter.quote(ResponsesRequests.LOGPROBS));
        }
        if (!stored && ModelFamilies.reasons(target.model()) && reasons()) {
            include.add(JsonWriter.quote(ENCRYPTED));
        }
        if (!include.isEmpty() && takes("include")) {
            json.rawField("include", "[" + String.join(",", include) + "]");
        }
    }
}
