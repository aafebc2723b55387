package io.polygate.wire.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.polygate.wire.json.JsonSyntaxException.Problem;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonScannerTest {

    private final JsonScanner scanner = new JsonScanner(64, "model", "stream", "n");

    private TopLevel scan(String json) {
        return scanner.scan(Buffer.buffer(json));
    }

    private JsonSyntaxException refusal(String json) {
        return catchThrowableOfType(JsonSyntaxException.class, () -> scan(json));
    }

    @Test
    void findsTheWantedTopLevelFieldsOnly() {
        var top = scan("{\"messages\":[{\"model\":\"inner\"}], \"model\" : \"gpt\\u002d4o\", \"stream\":true}");
        assertThat(top.isObject()).isTrue();
        assertThat(top.members()).isEqualTo(3);
        assertThat(top.string(0)).isEqualTo("gpt-4o");
        assertThat(top.raw(0)).isEqualTo("\"gpt\\u002d4o\"");
        assertThat(top.isTrue(1)).isTrue();
        assertThat(top.has(2)).isFalse();
        assertThat(top.type(2)).isNull();
        assertThat(top.string(1)).isNull();
    }

    @Test
    void findsAFieldWhoseNameIsWrittenWithEscapes() {
        assertThat(scan("{\"mod\\u0065l\":\"m\"}").string(0)).isEqualTo("m");
    }

    @Test
    void tellsWhichWantedFieldsAreGivenTwice() {
        var top = scan("{\"model\":\"a\",\"x\":1,\"x\":2,\"mode\\u006C\":\"b\",\"n\":1}");
        assertThat(top.duplicated(0)).isTrue();
        assertThat(top.duplicated(2)).isFalse();
        assertThat(top.string(0)).isEqualTo("b");
    }

    @Test
    void aResultOutlivesTheNextScan() {
        var first = scan("{\"model\":\"first\"}");
        scan("[\"something else entirely\"]");
        assertThat(first.string(0)).isEqualTo("first");
    }

    @Test
    void scansARangeOfALargerArray() {
        var text = "xx{\"n\":12}yy".getBytes(UTF_8);
        var top = scanner.scan(text, 2, text.length - 2);
        assertThat(top.raw(2)).isEqualTo("12");
        assertThat(top.afterBrace()).isEqualTo(3);
    }

    @Test
    void tellsTheTypeOfTheWholeText() {
        assertThat(scan(" [1] ").type()).isEqualTo(JsonType.ARRAY);
        assertThat(scan("\"s\"").type()).isEqualTo(JsonType.STRING);
        assertThat(scan("-0.5e-7").type()).isEqualTo(JsonType.NUMBER);
        assertThat(scan("null").type()).isEqualTo(JsonType.NULL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[[],{}]",
                " \t\r\n{ } ",
                "{\"\":0}",
                "[0,-0,1.5,1e5,1E+5,2e-3,-12.75]",
                "[true,false,null]",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"",
                "\"\\ud800\"",
                "\"\u007f\"",
                "\"é漢😀\"",
                "{\"a\":{\"b\":[{\"c\":[]}]}}",
                "\"\u2028\"",
                "\"\uFEFF\"",
                "123456789012345678901234567890"
            })
    void acceptsEveryFormThatTheGrammarHas(String json) {
        assertThat(scan(json)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\" 1}",
                "{1:1}",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1,,2]",
                "[1}",
                "{\"a\":1]",
                "]",
                "}",
                "1 2",
                "{}{}",
                "{} x",
                "01",
                "-",
                "+1",
                "1.",
                ".5",
                "1e",
                "1e+",
                "0x1",
                "-01",
                "1.e5",
                "NaN",
                "Infinity",
                "-Infinity",
                "tru",
                "True",
                "nul",
                "falsee",
                "\"",
                "\"a",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u12g4\"",
                "\"\\\"",
                "\"\n\"",
                "\"\t\"",
                "\"\u0000\"",
                "\uFEFF{}",
                "// c\n1",
                "[1]//",
                "\u00a01",
                "[1\u000b]",
                "'a'",
                "undefined",
                "\"\\U0041\""
            })
    void refusesEverythingElse(String json) {
        assertThat(refusal(json)).as(json).isNotNull();
        assertThat(refusal(json).problem()).isEqualTo(Problem.GRAMMAR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0080",
                "\u00c0\u00af",
                "\u00c1\u00bf",
                "\u00c2",
                "\u00e0\u0080\u0080",
                "\u00e0\u009f\u00bf",
                "\u00ed\u00a0\u0080",
                "\u00e2\u0082",
                "\u00f0\u0080\u0080\u0080",
                "\u00f4\u0090\u0080\u0080",
                "\u00f5\u0080\u0080\u0080",
                "\u00ff",
                "\u00e2\u0028\u00a1",
                "\u00f0\u009f\u0098",
                "\u00e4\u00b8A"
            })
    void refusesMalformedUtf8(String latin1) {
        for (var pad = 0; pad < 36; pad++) {
            var before = pad % 4 < 2 ? "a".repeat(pad) : "\u00e6\u00bc\u00a2".repeat(pad);
            var text = ("\"" + before + latin1 + (pad % 2 == 0 ? "" : "bbbbbbbb") + "\"").getBytes(ISO_8859_1);
            assertThatThrownBy(() -> scanner.scan(text, 0, text.length))
                    .isInstanceOfSatisfying(JsonSyntaxException.class, e -> assertThat(e.problem())
                            .isEqualTo(Problem.UTF8));
        }
    }

    @Test
    void saysLineAndColumnInCharacters() {
        var refusal = refusal("{\n \"é漢😀\": 1,\n  \"b\": 2 \"c\": 3}");
        assertThat(refusal).hasMessage("expected ',' or '}' at line 3, column 10");
        assertThat(refusal.line()).isEqualTo(3);
        assertThat(refusal.column()).isEqualTo(10);
        assertThat(refusal("{\"é漢😀\" 1}")).hasMessage("expected ':' at line 1, column 8");
        assertThat(refusal("{\"a\":[1")).hasMessage("expected ',' or ']' but the text ends at line 1, column 8");
    }

    @Test
    void tooDeepIsAKindOfItsOwn() {
        assertThat(scan("[".repeat(64) + "]".repeat(64)).type()).isEqualTo(JsonType.ARRAY);
        var refusal = refusal("[".repeat(65) + "]".repeat(65));
        assertThat(refusal.problem()).isEqualTo(Problem.TOO_DEEP);
        assertThat(refusal).hasMessage("nested deeper than the limit of 64 levels at line 1, column 65");
        assertThat(refusal("{\"a\":".repeat(100_000)).problem()).isEqualTo(Problem.TOO_DEEP);
    }

    @Test
    void keepsObjectsAndArraysApartBeyondSixtyFourLevels() {
        var deep = new JsonScanner(200, "model");
        var nested = "{\"a\":[".repeat(70) + "1" + "]}".repeat(70);
        assertThat(deep.scan(Buffer.buffer(nested)).isObject()).isTrue();
        var wrong = "{\"a\":[".repeat(70) + "1" + "}]".repeat(70);
        assertThatThrownBy(() -> deep.scan(Buffer.buffer(wrong))).isInstanceOf(JsonSyntaxException.class);
    }

    @Test
    void seesASpecialByteAtEveryPlaceOfAWord() {
        for (var length = 0; length < 40; length++) {
            for (var at = 0; at <= length; at++) {
                var a = "a".repeat(at);
                var b = "b".repeat(length - at);
                assertThat(scan("{\"model\":\"" + a + "\\n漢" + b + "\"}").string(0))
                        .isEqualTo(a + "\n漢" + b);
                assertThat(refusal("\"" + a + "\u001f" + b + "\"")).isNotNull();
            }
        }
    }
}
