package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.ChatRequest;
import io.polygate.model.Extras;
import io.polygate.model.GatewayException;
import io.polygate.wire.IncomingRequest;
import io.polygate.wire.Target;
import io.polygate.wire.gemini.GeminiDialect;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Recorded requests: what is encoded from them for the vendor that got them asks the same, the second time the same
/// bytes.
final class RecordedRequestTest {

    /// What is asked for besides, so that reasoning which nobody stores can come back.
    private static final String ADDED = "include";

    private static final Counter COUNTER = new Counter("requests");

    @TestFactory
    Stream<DynamicTest> recordedRequestsAskTheSameAfterEncoding() {
        return Dialects.DOORS.stream().flatMap(joined -> Recordings.of(joined.apis()).stream()
                .filter(Recording::hasRequest)
                .map(recording -> dynamicTest(recording.toString(), () -> {
                    COUNTER.begin(recording.provider());
                    check(joined, recording);
                    COUNTER.passed(recording.provider());
                })));
    }

    @AfterAll
    static void report() {
        COUNTER.print();
    }

    private static Extras without(String field, Extras extras) {
        var fields = new LinkedHashMap<>(extras.fields());
        fields.remove(field);
        return Extras.of(extras.dialect(), fields);
    }

    private static void check(Joined joined, Recording recording) {
        var dialect = joined.dialect();
        ChatRequest request;
        try {
            request = dialect.decodeRequest(IncomingRequests.of(recording));
        } catch (GatewayException e) {
            assertThat(IncomingRequests.isWrong(recording)).as(e.getMessage()).isTrue();
            return;
        }
        var target = Target.of(request.model(), Presets.quirks(recording.provider()));
        var encoded = dialect.encodeRequest(request, target);
        var again =
                dialect.decodeRequest(IncomingRequest.of(encoded.body(), request.model(), request.stream(), Map.of()));
        var sayable = dialect instanceof GeminiDialect ? GeminiReader.sayable(request) : request;
        assertThat(RequestMeaning.of(again)).isEqualTo(RequestMeaning.of(sayable));
        assertThat(without(ADDED, again.extras())).isEqualTo(without(ADDED, request.extras()));
        var third = dialect.encodeRequest(again, target);
        assertThat(third.body()).isEqualTo(encoded.body());
        assertThat(Set.copyOf(third.warnings())).isSubsetOf(encoded.warnings());
    }
}
