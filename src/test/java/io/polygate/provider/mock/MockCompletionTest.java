package io.polygate.provider.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.polygate.model.Operation;
import io.polygate.wire.json.Json;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MockCompletionTest {

    private final MockBench bench = new MockBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private Recording complete(String body) {
        return bench.call(Operation.COMPLETION, "echo", body);
    }

    private Recording embed(String body) {
        return bench.call(Operation.EMBEDDING, "echo", body);
    }

    private static List<Double> vector(Json item) {
        return item.items("embedding").stream().map(Json::asDouble).toList();
    }

    private static double product(List<Double> a, List<Double> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += a.get(i) * b.get(i);
        }
        return sum;
    }

    @Test
    void completesEveryPromptAsOftenAsAskedFor() {
        var answer = complete("{\"prompt\":[\"one\",\"two\"],\"n\":2}").json();
        assertThat(answer.string("object")).isEqualTo("text_completion");
        assertThat(answer.items("choices")).extracting(c -> c.count("index")).containsExactly(0L, 1L, 2L, 3L);
        assertThat(answer.items("choices").get(2).string("text")).contains("two");
        assertThat(complete("{\"prompt\":[1,2,3]}").json().object("usage").count("prompt_tokens"))
                .isEqualTo(3);
    }

    @Test
    void theChunksOfACompletionAddUpToTheWhole() {
        var whole = complete("{\"prompt\":\"one\",\"max_tokens\":3}").json();
        var stream = complete("{\"prompt\":\"one\",\"max_tokens\":3,\"stream\":true,"
                + "\"stream_options\":{\"include_usage\":true}}");
        var text = new StringBuilder();
        stream.events().forEach(e -> e.items("choices").forEach(c -> text.append(c.string("text"))));
        assertThat(text).hasToString(whole.items("choices").getFirst().string("text"));
        assertThat(stream.events().getLast().object("usage").raw())
                .isEqualTo(whole.object("usage").raw());
        assertThat(stream.outcome.finish()).isEqualTo("length");
        assertThat(stream.text()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void embedsEveryInputAsAUnitVectorOfTheAskedLength() {
        var answer = embed("{\"input\":[\"a red apple\",\"a red pear\",\"tax law\"],\"dimensions\":64}")
                .json();
        assertThat(answer.items("data")).hasSize(3).allSatisfy(item -> {
            assertThat(vector(item)).hasSize(64);
            assertThat(product(vector(item), vector(item))).isCloseTo(1, within(1e-5));
        });
        var items =
                answer.items("data").stream().map(MockCompletionTest::vector).toList();
        assertThat(product(items.get(0), items.get(1))).isGreaterThan(product(items.get(0), items.get(2)));
        assertThat(answer.object("usage").raw()).isEqualTo("{\"prompt_tokens\":8,\"total_tokens\":8}");
    }

    @Test
    void base64HoldsTheSameFloatsInLittleEndian() {
        var floats =
                embed("{\"input\":\"hello\",\"encoding_format\":\"float\"}").json();
        var packed =
                embed("{\"input\":\"hello\",\"encoding_format\":\"base64\"}").json();
        var text = packed.items("data").getFirst().string("embedding");
        var bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.remaining()).isEqualTo(256 * 4);
        assertThat(vector(floats.items("data").getFirst()))
                .allSatisfy(number -> assertThat(bytes.getFloat()).isEqualTo(number.floatValue()));
    }

    @Test
    void refusesBadInputsWithTheirPath() {
        assertThat(embed("{}").error.param()).isEqualTo("input");
        assertThat(embed("{\"input\":[]}").error.param()).isEqualTo("input");
        assertThat(embed("{\"input\":[\"a\",{}]}").error.param()).isEqualTo("input[1]");
        assertThat(embed("{\"input\":\"a\",\"dimensions\":0}").error.param()).isEqualTo("dimensions");
        assertThat(embed("{\"input\":\"a\",\"encoding_format\":\"hex\"}").error.param())
                .isEqualTo("encoding_format");
        assertThat(complete("{\"prompt\":{}}").error.param()).isEqualTo("prompt");
    }
}
