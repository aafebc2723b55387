package io.polygate.wire.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpliceTest {

    private final JsonScanner scanner = new JsonScanner(64, "a", "b", "c");

    private Splice splice(String json) {
        return new Splice(scanner.scan(Buffer.buffer(json)));
    }

    @Test
    void replacesAValueAndKeepsEveryOtherByte() {
        var result =
                splice(" { \"x\" : 1.0e5 , \"a\" : \"old\" , \"y\":[ ] } \n").replace(0, "\"new\"");
        assertThat(result.toBuffer()).hasToString(" { \"x\" : 1.0e5 , \"a\" : \"new\" , \"y\":[ ] } \n");
    }

    @Test
    void insertsMembersAfterTheBrace() {
        assertThat(splice("{\"x\":1}").insert("k", "true").insert("l", "{}").toBuffer())
                .hasToString("{\"k\":true,\"l\":{},\"x\":1}");
        assertThat(splice("{ }").insert("k", "1").toBuffer()).hasToString("{\"k\":1 }");
        assertThat(splice("{\"a\":1}").cut(0).insert("k", "1").toBuffer()).hasToString("{\"k\":1}");
    }

    @Test
    void anySetOfMembersCanBeCutFromAnyOrder() {
        for (var order : List.of("abc", "axb", "xabcy", "aybxc", "xa", "ax", "cba", "xyabc", "abcxy", "bxa")) {
            for (var cut = 0; cut < 8; cut++) {
                checkCut(order, cut);
            }
        }
    }

    private void checkCut(String order, int cut) {
        var members = new ArrayList<String>();
        var kept = new ArrayList<String>();
        var splice = splice(object(order.chars().mapToObj(c -> (char) c + "").toList()));
        for (var c : order.toCharArray()) {
            members.add(c + "");
            var field = "abc".indexOf(c);
            if (field >= 0 && (cut & 1 << field) != 0) {
                splice.cut(field);
            } else {
                kept.add(c + "");
            }
        }
        var result = splice.insert("new", "0").toBuffer();
        scanner.scan(result);
        kept.addFirst("new");
        assertThat(Json.parse(result).members())
                .as(members + " without " + cut)
                .extracting(Json.Member::name)
                .isEqualTo(kept);
    }

    private static String object(List<String> names) {
        return "{ "
                + String.join(
                        " , ",
                        names.stream()
                                .map(n -> "\"" + n + "\": [\"" + n + "\"]")
                                .toList()) + " }";
    }

    @Test
    void aBigBodyIsWrappedAndReadsTheSame() {
        var big = "x".repeat(200_000);
        var result = splice("{\"a\":\"m\",\"big\":\"" + big + "\",\"b\":1}")
                .replace(0, "\"漢\"")
                .cut(1)
                .toBuffer();
        assertThat(result).hasToString("{\"a\":\"漢\",\"big\":\"" + big + "\"}");
    }

    @Test
    void editsARangeOfALargerArray() {
        var text = "..{\"a\":1,\"b\":2}..".getBytes();
        var top = scanner.scan(text, 2, text.length - 2);
        assertThat(new Splice(top).replace(1, "3").toBuffer()).hasToString("{\"a\":1,\"b\":3}");
    }
}
