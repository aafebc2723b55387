package io.polygate.wire.gemini;

import io.polygate.model.ChatResponse;
import io.polygate.model.Choice;
import io.polygate.model.Extras;
import io.polygate.model.FinishReason;
import io.polygate.model.FinishReason.Unified;
import io.polygate.model.RawJson;
import io.polygate.wire.Answers;
import io.polygate.wire.ResponseContext;
import io.polygate.wire.Target;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A whole answer. A prompt that Google blocked has no candidates: it is one empty choice that the filter ended.
final class GeminiResponses {

    static final String FEEDBACK = "promptFeedback";
    private static final Set<String> KNOWN = Set.of("candidates", "usageMetadata", "modelVersion", "responseId");

    private GeminiResponses() {}

    static ChatResponse decode(Json response, Target target) {
        // An empty object is an answer: protobuf's JSON leaves out what is unset.
        boolean known = response.has(FEEDBACK) || KNOWN.stream().anyMatch(response::has);
        if (!known && !response.members().isEmpty()) {
            throw Answers.lacking("candidates");
        }
        var id = orEmpty(response.string("responseId"));
        return new ChatResponse(
                id,
                model(response, target),
                created(response),
                choices(response, id),
                GeminiUsage.decode(response.object("usageMetadata")),
                extras(response));
    }

    static String model(Json response, Target target) {
        var model = response.string("modelVersion");
        return model == null ? target.model() : model;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /// `createTime` (Vertex) in seconds, or 0.
    static long created(Json response) {
        var time = response.string("createTime");
        try {
            return time == null ? 0 : Instant.parse(time).getEpochSecond();
        } catch (DateTimeException e) {
            return 0;
        }
    }

    private static List<Choice> choices(Json response, String id) {
        var choices = new ArrayList<Choice>();
        for (var candidate : response.items("candidates")) {
            choices.add(GeminiCandidates.decode(candidate, choices.size(), id));
        }
        if (choices.isEmpty()) {
            choices.add(Choice.of(List.of(), withoutCandidates(response)));
        }
        return choices;
    }

    static FinishReason withoutCandidates(Json response) {
        var blocked = GeminiFinish.blockReason(response);
        return blocked == null ? FinishReason.of(Unified.OTHER, null) : GeminiFinish.blocked(blocked);
    }

    /// What the model has no field for; a time of full seconds is said by `created`.
    static Extras extras(Json response) {
        var rest = new LinkedHashMap<String, RawJson>();
        var ours = time(created(response));
        for (var member : response.members()) {
            var said =
                    member.name().equals("createTime") && member.value().raw().equals(ours);
            if (!KNOWN.contains(member.name()) && !said) {
                rest.put(member.name(), new RawJson(member.value().raw()));
            }
        }
        return Extras.of(GeminiDialect.NAME, rest);
    }

    static void encode(ChatResponse response, ResponseContext context, Warnings warnings, JsonWriter json) {
        json.object();
        if (!blocked(response)) {
            json.name("candidates").array();
            response.choices().forEach(choice -> GeminiCandidates.encode(choice, warnings, json));
            json.endArray();
        }
        GeminiUsage.encode(response.usage(), json.name("usageMetadata"));
        json.field(
                "modelVersion", response.model().isEmpty() ? context.request().model() : response.model());
        warnings.extras(response.extras(), GeminiDialect.NAME);
        tail(response.id().isEmpty() ? context.id() : response.id(), response.created(), response.extras(), json);
        json.endObject();
    }

    private static boolean blocked(ChatResponse response) {
        return isBlocked(response.extras())
                && response.choices().stream().allMatch(c -> c.parts().isEmpty());
    }

    /// Whether the answer is no more than the reason why there is none.
    static boolean isBlocked(Extras extras) {
        var feedback = extras.of(GeminiDialect.NAME).get(FEEDBACK);
        return feedback != null && Json.parse(feedback.text()).get("blockReason") != null;
    }

    static void tail(String id, long created, Extras extras, JsonWriter json) {
        json.field("responseId", id);
        var fields = extras.of(GeminiDialect.NAME);
        if (created > 0 && !fields.containsKey("createTime")) {
            json.rawField("createTime", time(created));
        }
        GeminiParts.extras(fields, json);
    }

    private static String time(long seconds) {
        return JsonWriter.quote(Instant.ofEpochSecond(seconds).toString());
    }
}
