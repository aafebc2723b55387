package io.polygate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InterpolationTest {

    private static final Map<String, String> ENVIRONMENT = Map.of("A", "one", "EMPTY", "", "BACK", "\\$1${A}");

    private final Problems problems = new Problems();

    @ParameterizedTest
    @CsvSource({
        "plain, plain",
        "${A}, one",
        "x-${A}-${A}-y, x-one-one-y",
        "${NONE:-two}, two",
        "${EMPTY:-two}, two",
        "${NONE:-}, ''",
        "${NONE:-${A}}, one",
        "${NONE:-${ALSO:-three}}, three",
        "$${A}, ${A}",
        "$A $, $A $",
        "${BACK}, \\$1${A}",
        "${NONE:-a:-b}, a:-b"
    })
    void replacesReferences(String raw, String expected) {
        assertThat(resolve(raw)).isInstanceOfSatisfying(Value.Scalar.class, scalar -> {
            assertThat(scalar.text()).isEqualTo(expected);
            assertThat(scalar.raw()).isEqualTo(raw);
        });
        assertThat(problems.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"${NONE}", "sk-secret-${NONE}", "${A", "${}", "${A-b}", "${EMPTY}", "${file:/nowhere}", "${NONE:-${B}}"
    })
    void tellsWhatLeadsNowhereWithoutTheTextAround(String raw) {
        assertThat(resolve(raw)).isInstanceOf(Value.Broken.class);
        assertThat(problems.list())
                .singleElement()
                .asString()
                .doesNotContain("secret")
                .startsWith("here: key: \"${");
    }

    @Test
    void readsAFileWithoutItsLastLineBreak(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("key"), "sk-1\r\n");
        assertThat(resolve("${file:" + file + "}").describe()).contains("file:");
        assertThat(((Value.Scalar) resolve("${file:" + file + "}")).text()).isEqualTo("sk-1");
    }

    @Test
    void endsWithNestingThatNeverEnds() {
        assertThat(resolve("${X:-".repeat(10_000) + "}".repeat(10_000))).isInstanceOf(Value.Broken.class);
    }

    private Value resolve(String raw) {
        return new Interpolation(ENVIRONMENT).resolve(raw, "key", "here", problems);
    }
}
