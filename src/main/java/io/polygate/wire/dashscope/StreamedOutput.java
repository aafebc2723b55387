package io.polygate.wire.dashscope;

import io.polygate.model.Citation;
import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.StreamEvent;
import io.polygate.wire.Answers;
import io.polygate.wire.CallFragments;
import io.polygate.wire.CallFragments.Fragment;
import io.polygate.wire.OpenParts;
import io.polygate.wire.ToolArguments;
import io.polygate.wire.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One choice of a stream.
final class StreamedOutput {

    private final int index;
    private final Consumer<StreamEvent> handler;
    private final OpenParts parts;
    private final CallFragments calls;
    private final Increments text;
    private final Increments reasoning;
    private final Map<Long, Increments> arguments = new HashMap<>();
    private boolean cited;
    private boolean ended;

    StreamedOutput(int index, String answerId, Consumer<StreamEvent> handler) {
        this.index = index;
        this.handler = handler;
        this.parts = new OpenParts(index, handler);
        this.calls = new CallFragments(index, answerId, parts);
        this.text = new Increments(parts::text);
        this.reasoning = new Increments(parts::reasoning);
    }

    boolean ended() {
        return ended;
    }

    void add(Json choice, List<Citation> sources) {
        if (ended) {
            return;
        }
        var thought = DashScopeResponses.reasoning(choice);
        if (!thought.isEmpty()) {
            reasoning.add(thought);
        }
        var said = DashScopeResponses.text(choice);
        if (!said.isEmpty()) {
            reasoning.finish();
            text.add(said);
            cite(sources);
        }
        DashScopeResponses.media(choice).forEach(parts::whole);
        DashScopeResponses.message(choice).items("tool_calls").forEach(this::call);
        var logprobs = DashScopeResponses.logprobs(choice);
        if (!logprobs.isEmpty()) {
            handler.accept(new StreamEvent.LogprobsAdded(index, logprobs));
        }
        var reason = choice.string("finish_reason");
        if (DashScopeResponses.ends(reason)) {
            abandon();
            handler.accept(
                    new StreamEvent.Finished(index, DashScopeResponses.finish(reason, calls.any()), Extras.NONE));
        }
    }

    /// What the search found is repeated with every event.
    private void cite(List<Citation> sources) {
        if (!cited && !sources.isEmpty()) {
            cited = true;
            sources.forEach(parts::citation);
        }
    }

    private void call(Json call) {
        text.finish();
        reasoning.finish();
        var function = call.object("function");
        var name = function == null ? "" : Answers.text(function, "name");
        var id = Answers.text(call, "id");
        var number = call.number("index");
        calls.add(new Fragment(number, id, name, ""), callId -> Part.of(Content.ToolCall.of(callId, name, "")));
        var more = function == null ? "" : ToolArguments.asText(function.get("arguments"));
        if (!more.isEmpty()) {
            arguments
                    .computeIfAbsent(
                            number == null ? 0 : number, _ -> new Increments(piece -> piece(number, id, piece)))
                    .add(more);
        }
    }

    private void piece(@Nullable Long number, String id, String piece) {
        calls.add(new Fragment(number, id, "", piece), callId -> Part.of(Content.ToolCall.of(callId, "", "")));
    }

    /// Ends what is open, without a finish.
    void abandon() {
        if (!ended) {
            ended = true;
            reasoning.finish();
            text.finish();
            arguments.values().forEach(Increments::finish);
            parts.end();
        }
    }
}
