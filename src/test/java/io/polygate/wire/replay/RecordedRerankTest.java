package io.polygate.wire.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.polygate.model.Extras;
import io.polygate.model.RerankRequest;
import io.polygate.wire.RerankBackend;
import io.polygate.wire.RerankDialect;
import io.polygate.wire.Target;
import io.polygate.wire.cohere.CohereRerank;
import io.polygate.wire.dashscope.DashScopeRerank;
import io.polygate.wire.openai.JinaRerank;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Recorded rankings say the same order and scores to callers of every shape.
final class RecordedRerankTest {

    private static final Map<String, RerankBackend> VENDORS = Map.of(
            "cohere-v1-rerank", new CohereRerank(),
            "cohere-v2-rerank", new CohereRerank(),
            "dashscope-rerank", new DashScopeRerank(),
            "rerank@cohere", new CohereRerank(),
            "rerank@voyage", new JinaRerank(),
            "rerank@openrouter", new JinaRerank());

    private static final Counter COUNTER = new Counter("rankings");

    private record Ranked(Object index, Object score) {}

    @TestFactory
    Stream<DynamicTest> recordedRankingsReachCallersOfEveryShape() {
        return VENDORS.entrySet().stream().flatMap(vendor -> Recordings.of(Set.of(vendor.getKey())).stream()
                .filter(recording -> recording.status() < 400)
                .flatMap(recording -> Stream.of(new CohereRerank(), new JinaRerank())
                        .map(caller -> dynamicTest(
                                recording + " as " + caller.getClass().getSimpleName(), () -> {
                                    COUNTER.begin(recording.provider());
                                    check(vendor.getValue(), recording, caller);
                                    COUNTER.passed(recording.provider());
                                }))));
    }

    @AfterAll
    static void report() {
        COUNTER.print();
    }

    private static void check(RerankBackend vendor, Recording recording, RerankDialect caller) {
        var answer = vendor.decodeResponse(Buffer.buffer(recording.body()), Target.of("m"));
        var documents = Collections.nCopies(10, new RerankRequest.Document("text", null));
        var request = new RerankRequest("m", "q", documents, null, true, Extras.NONE);
        var encoded =
                new JsonObject(caller.encodeResponse(answer, request, "id").body());
        assertThat(ranked(encoded.getJsonArray("results")))
                .isNotEmpty()
                .isEqualTo(recorded(new JsonObject(new String(recording.body()))));
        assertThat(encoded.getJsonArray("results").getJsonObject(0).getJsonObject("document"))
                .isNotNull();
    }

    private static List<Ranked> recorded(JsonObject answer) {
        var inside = answer.getJsonObject("output", answer);
        return ranked(inside.getJsonArray("results", inside.getJsonArray("data")));
    }

    private static List<Ranked> ranked(JsonArray results) {
        var ranked = new ArrayList<Ranked>();
        results.forEach(result -> ranked.add(new Ranked(
                ((JsonObject) result).getValue("index"), ((JsonObject) result).getValue("relevance_score"))));
        return ranked;
    }
}
