package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.ChatRequest;
import io.polygate.model.Content;
import io.polygate.model.GatewayException;
import io.polygate.model.Part;
import io.polygate.model.Tool;
import io.polygate.model.ToolChoice;
import io.polygate.wire.Target;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What recorded callers of OpenAI's and Anthropic's formats said reaches backends that have formats of their own:
/// every text, every call with its arguments, every tool.
final class BackendRequestTest {

    private static final Counter COUNTER = new Counter("requests to backends' own formats");

    @TestFactory
    Stream<DynamicTest> recordedRequestsSayTheSameInABackendsOwnFormat() {
        return Dialects.DOORS.stream()
                .filter(door -> Set.of("openai", "anthropic").contains(door.toString()))
                .flatMap(door -> Recordings.of(door.apis()).stream()
                        .filter(Recording::hasRequest)
                        .flatMap(recording -> Dialects.BACKENDS.stream()
                                .map(backend -> dynamicTest(recording + " to " + backend, () -> {
                                    COUNTER.begin(door + " to " + backend);
                                    check(door, recording, backend);
                                    COUNTER.passed(door + " to " + backend);
                                }))));
    }

    @AfterAll
    static void report() {
        COUNTER.print();
    }

    private static void check(Joined door, Recording recording, Joined backend) {
        ChatRequest request;
        try {
            request = door.dialect().decodeRequest(IncomingRequests.of(recording));
        } catch (GatewayException e) {
            assertThat(IncomingRequests.isWrong(recording)).as(e.getMessage()).isTrue();
            return;
        }
        var name = backend.toString();
        var target = Target.of("m", Presets.quirks(name));
        var encoded =
                new JsonObject(backend.dialect().encodeRequest(request, target).body());
        var strings = new ArrayList<String>();
        collect(encoded, strings);
        var all = String.join("\n", strings);
        request.messages().forEach(message -> message.parts().forEach(part -> said(part, all)));
        var choice = request.tools().choice();
        var silenced = choice != null
                && (choice.mode() == ToolChoice.Mode.NONE || !choice.names().isEmpty());
        request.tools().list().stream()
                .filter(tool -> !silenced && tool instanceof Tool.Function)
                .forEach(tool -> assertThat(strings).contains(((Tool.Function) tool).name()));
    }

    private static void said(Part part, String all) {
        switch (part.content()) {
            case Content.Text text -> assertThat(all).contains(text.text());
            case Content.ToolCall call -> assertThat(all).contains(call.name());
            case Content.ToolResult result -> result.parts().forEach(inner -> said(inner, all));
            default -> {}
        }
    }

    /// Every string in a value; what is JSON in a string stays one.
    private static void collect(Object value, List<String> strings) {
        switch (value) {
            case JsonObject object -> object.forEach(member -> collect(member.getValue(), strings));
            case JsonArray array -> array.forEach(item -> collect(item, strings));
            case String text -> strings.add(text);
            case null, default -> {}
        }
    }
}
