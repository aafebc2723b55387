package io.polygate.wire.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

final class JsonTest {

    @Test
    void keepsNumbersOrderAndUnknownValuesAsWritten() {
        var json = Json.parse("{\"z\":12345678901234567890123,\"a\":1.50,\"m\":{ \"k\" : [1, 2]}}");
        assertThat(json.members()).extracting(Json.Member::name).containsExactly("z", "a", "m");
        assertThat(json.raw("z")).isEqualTo("12345678901234567890123");
        assertThat(json.raw("a")).isEqualTo("1.50");
        assertThat(json.raw("m")).isEqualTo("{ \"k\" : [1, 2]}");
        assertThat(new JsonWriter().raw(json).toString()).isEqualTo(json.raw());
    }

    @Test
    void absentNullAndWrongTypesAreNoFailure() {
        var json = Json.parse("{\"n\":null,\"s\":\"x\",\"i\":7,\"b\":false}");
        assertThat(json.get("n")).isNull();
        assertThat(json.has("n")).isTrue();
        assertThat(json.get("none")).isNull();
        assertThat(json.string("i")).isNull();
        assertThat(json.number("s")).isNull();
        assertThat(json.bool("b")).isFalse();
        assertThat(json.items("s")).isEmpty();
        assertThat(json.get("s").get("x")).isNull();
        assertThat(json.count("none")).isZero();
    }

    @Test
    void countsWhatIsInIt() {
        var json = Json.parse("{\"a\":[1,[2,3],{}],\"b\":\"x\"}");
        assertThat(json.get("a").size()).isEqualTo(3);
        assertThat(json.size()).isZero();
        assertThat(json.weight()).isEqualTo(10);
    }

    @Test
    void refusesATextOfMoreValuesThanItsMemoryIsWorth() {
        int most = 2 * 1024 * 1024;
        assertThat(Json.parse("[" + "0,".repeat(most - 2) + "0]").size()).isEqualTo(most - 1);
        assertThatThrownBy(() -> Json.parse("[" + "0,".repeat(most - 1) + "0]"))
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessageContaining("more than " + most + " values");
    }

    @Test
    void readsWholeNumbersInAnyNotation() {
        assertThat(Json.parse("[0,-0,42,-7,1.0,1e3,9223372036854775807,-9223372036854775808,120e-1]")
                        .items())
                .extracting(Json::asLong)
                .containsExactly(0L, 0L, 42L, -7L, 1L, 1000L, Long.MAX_VALUE, Long.MIN_VALUE, 12L);
        assertThat(Json.parse("[1.5,9223372036854775808,1e999999999,1e-999999999]")
                        .items())
                .extracting(Json::asLong)
                .containsOnlyNulls();
    }

    @Test
    void theLastOfRepeatedMembersCounts() {
        assertThat(Json.parse("{\"a\":1,\"\\u0061\":2}").number("a")).isEqualTo(2);
    }

    @Test
    void findsNamesThatAreNotAscii() {
        assertThat(Json.parse("{\"模型\":\"甲\"}").string("模型")).isEqualTo("甲");
    }

    @Test
    void decodesEveryEscape() {
        assertThat(Json.parse("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E9\\uD83D\\uDE00漢\\ud800\"")
                        .asString())
                .isEqualTo("\"\\/\b\f\n\r\té😀漢\ud800");
    }

    @Test
    void refusesWhatTheScannerRefuses() {
        assertThatThrownBy(() -> Json.parse("{\"a\":1,}"))
                .isInstanceOf(JsonSyntaxException.class)
                .hasMessage("expected a member name at line 1, column 8");
        assertThatThrownBy(() -> Json.parse("[".repeat(100_000)))
                .hasMessage("nested deeper than the limit of 512 levels at line 1, column 513");
    }

    @Test
    void writesStringsThatReadBackTheSame() {
        var all = new StringBuilder();
        for (var c = 0; c < 0x2100; c++) {
            all.append((char) c);
        }
        all.append("\ud800x\udc00😀\uffff\u2028").append("漢😀\n".repeat(5000)).append('\ud83d');
        var written = JsonWriter.quote(all.toString());
        assertThat(Json.parse(written).asString()).isEqualTo(all.toString());
    }

    @Test
    void longTextsAreWrittenAsShortOnesAre() {
        for (var odd :
                new String[] {"", "\"", "\\", "\n", "\u0001", "?", "\u007f", "\ud800", "\udc00", "é", "漢", "😀"}) {
            for (var pad = 60; pad < 70; pad++) {
                var text = "a".repeat(pad) + odd + "?" + odd;
                var written = JsonWriter.quote(text);
                var piecewise = new StringBuilder();
                text.codePoints().forEach(c -> {
                    var one = JsonWriter.quote(Character.toString(c));
                    piecewise.append(one, 1, one.length() - 1);
                });
                assertThat(written).isEqualTo('"' + piecewise.toString() + '"');
            }
        }
    }

    @Test
    void pairsAreWrittenWholeAtEverySliceBorder() {
        for (var pad = 2040; pad < 2052; pad++) {
            var text = "a".repeat(pad) + "😀😀".repeat(3);
            assertThat(Json.parse(JsonWriter.quote(text)).asString()).isEqualTo(text);
        }
    }

    @Test
    void writesMembersInTheOrderOfTheCalls() {
        var json = new JsonWriter()
                .object()
                .field("b", "x\"")
                .field("absent", (String) null)
                .name("a")
                .array()
                .value(1)
                .value(true)
                .nullValue()
                .object()
                .endObject()
                .endArray()
                .rawField("r", "{ }")
                .field("n", 3L)
                .endObject();
        assertThat(json).hasToString("{\"b\":\"x\\\"\",\"a\":[1,true,null,{}],\"r\":{ },\"n\":3}");
        assertThat(json.toBuffer()).isEqualTo(Buffer.buffer(json.toString()));
    }
}
