package io.polygate.door.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LongNumbersTest {

    private static final String DIGITS = "7".repeat(1001);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ a(b: D) }",
                "{ a(b: -D) }",
                "{ a(b: 0.D) }",
                "{ a(b: 1e1001) }",
                "{ a(b: 1E+30000000) }",
                "{ a(b: 1e-0000099999999999999) }",
                "{ a(b: \"\", c: D) }",
                "{ a(b: \"\\\"\", c: D) }",
                "{ a(b: \"\"\" \\\"\"\" \"\"\", c: D) }",
                "# \"\n{ a(b: D) }",
                "{ a(b: \"\n D",
                "[1,2,D"
            })
    void findsThem(String document) {
        assertThat(LongNumbers.in(document.replace("D", DIGITS))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ a(b: 1e1000, c: 12345678901234567890, d: 1.5E-7) }",
                "{ a(b: \"D\") }",
                "{ a(b: \"\\\"D\") }",
                "{ a(b: \"\"\"D \" 1e9999 \\\"\"\" D\"\"\") }",
                "{ a # D 1e9999\n}",
                "{ a1e9999: b_1e9999 }",
                "\"D",
                "\"\"\"D",
                "# D",
                "1e",
                ""
            })
    void leavesEverythingElse(String document) {
        assertThat(LongNumbers.in(document.replace("D", DIGITS))).isFalse();
    }
}
