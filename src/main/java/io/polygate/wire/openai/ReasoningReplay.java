package io.polygate.wire.openai;

import io.polygate.model.GatewayException;
import io.polygate.model.Span;
import io.polygate.model.Thought;
import io.polygate.wire.Fields;
import io.polygate.wire.Quirks.Replay;
import io.polygate.wire.Target;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.json.Splice;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The turns of a chat request that lack the reasoning which their vendor wants back: most clients drop it, and
/// DeepSeek and others then refuse a turn with tool calls. It is spliced in where it is missing; no other byte
/// changes.
public final class ReasoningReplay {

    private static final String DETAILS = "reasoning_details";

    private final String field;
    private final boolean always;
    private final List<Turn> turns;

    /// @param inside behind the message's opening brace
    /// @param empty where the field stands with `null`
    /// @param told the reasoning under another vendor's name
    private record Turn(
            int inside,
            @Nullable Span empty,
            List<String> calls,
            @Nullable String told) {}

    private ReasoningReplay(String field, boolean always, List<Turn> turns) {
        this.field = field;
        this.always = always;
        this.turns = turns;
    }

    /// Whether a vendor wants reasoning back in a field of its own.
    public static boolean wanted(Target target) {
        var quirks = target.quirks();
        return quirks.replay() != Replay.NEVER
                && !quirks.reasoningField().isEmpty()
                && !quirks.reasoningField().equals("content");
    }

    /// What a request lacks, or null where it lacks nothing or asks for no reasoning.
    public static @Nullable ReasoningReplay of(Bytes body, Target target) {
        try {
            var request = Json.parse(body.array(), body.from(), body.to(), Json.MAX_DEPTH);
            if (!ChatReasoning.on(ChatReasoning.decode(Fields.root(request)), target)) {
                return null;
            }
            var field = target.quirks().reasoningField();
            var turns = new ArrayList<Turn>();
            request.items("messages").stream()
                    .map(message -> turn(message, field))
                    .filter(Objects::nonNull)
                    .forEach(turns::add);
            return turns.isEmpty() ? null : new ReasoningReplay(field, !field.equals(DETAILS), turns);
        } catch (JsonSyntaxException | GatewayException e) {
            return null;
        }
    }

    private static @Nullable Turn turn(Json message, String field) {
        var calls = new ArrayList<String>();
        for (var call : message.items("tool_calls")) {
            var id = call.string("id");
            if (id != null) {
                calls.add(id);
            }
        }
        if (calls.isEmpty() || message.get(field) != null || !"assistant".equals(message.string("role"))) {
            return null;
        }
        var empty = message.member(field);
        var told = field.equals(DETAILS) ? null : ReasoningDetails.text(message);
        return new Turn(message.span().start() + 1, empty == null ? null : empty.span(), calls, told);
    }

    /// The calls whose thoughts are missing.
    public List<String> calls() {
        return turns.stream().flatMap(turn -> turn.calls.stream()).toList();
    }

    /// Puts back what is known of each turn; where nothing is, an empty text, which is what those vendors expect.
    public void restore(Splice splice, Function<String, @Nullable Thought> thoughts) {
        for (var turn : turns) {
            var json = value(turn, thoughts);
            if (json == null) {
                continue;
            }
            if (turn.empty == null) {
                splice.replace(turn.inside, turn.inside, JsonWriter.quote(field) + ":" + json + ",");
            } else {
                splice.replace(turn.empty.start(), turn.empty.end(), json);
            }
        }
    }

    private @Nullable String value(Turn turn, Function<String, @Nullable Thought> thoughts) {
        if (turn.told != null) {
            return JsonWriter.quote(turn.told);
        }
        for (var call : turn.calls) {
            var thought = thoughts.apply(call);
            if (thought != null && !thought.reasoning().isEmpty()) {
                return always ? text(thought) : details(thought);
            }
        }
        return always ? "\"\"" : null;
    }

    private static String text(Thought thought) {
        var text = ChatMessages.reasoningText(thought.reasoning());
        return JsonWriter.quote(text == null ? "" : text);
    }

    /// The value alone of what is written as a member.
    private static @Nullable String details(Thought thought) {
        var json = new JsonWriter().object();
        ReasoningDetails.encode(thought.reasoning(), true, json);
        return Json.parse(json.endObject().toString()).raw(DETAILS);
    }
}
