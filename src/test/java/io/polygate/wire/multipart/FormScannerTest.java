package io.polygate.wire.multipart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Form;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

final class FormScannerTest {

    private static FormScanner scan(byte[] form, int piece) {
        var scanner = new FormScanner(Form.BOUNDARY);
        for (int at = 0; at < form.length; at += piece) {
            scanner.push(Buffer.buffer(java.util.Arrays.copyOfRange(form, at, Math.min(form.length, at + piece))));
        }
        return scanner;
    }

    private static FormScanner scan(Form form) {
        return scan(form.bytes(), 1 << 20);
    }

    @Test
    void findsTheModelWhereverItStandsAndHoweverTheFormIsSplit() {
        var forms = new Form[] {
            new Form().field("model", "whisper-1").field("stream", "true").file("file", 40_000),
            new Form().file("file", 40_000).field("stream", "true").field("model", "whisper-1"),
            new Form()
                    .file("file", 0)
                    .field("model", "whisper-1")
                    .field("stream", "true")
                    .field("prompt", "é\r\n--"),
        };
        for (var form : forms) {
            var bytes = form.bytes();
            for (int piece : new int[] {1, 2, 3, 7, 64, 1000, bytes.length}) {
                var scanner = scan(bytes, piece);
                assertThat(scanner.problem()).isNull();
                assertThat(scanner.model()).isEqualTo("whisper-1");
                assertThat(scanner.stream()).isTrue();
                assertThat(scanner.complete()).isTrue();
                var span = scanner.span();
                assertThat(span).isNotNull();
                assertThat(new String(bytes, span.start(), span.end() - span.start(), ISO_8859_1))
                        .isEqualTo("whisper-1");
            }
        }
    }

    @Test
    void aModelIsThereOnlyWhenItIsWhole() {
        var bytes = new Form().field("model", "whisper-1").bytes();
        var scanner = new FormScanner(Form.BOUNDARY);
        scanner.push(Buffer.buffer(bytes).getBuffer(0, bytes.length - Form.BOUNDARY.length() - 10));
        assertThat(scanner.model()).isNull();
        assertThat(scanner.complete()).isFalse();
    }

    @Test
    void takesWhatAFileSaysForNoField() {
        var inside = "Content-Disposition: form-data; name=\"model\"\r\n\r\nevil\r\n".getBytes(ISO_8859_1);
        var scanner = scan(
                new Form().part("name=\"file\"; filename=\"model\"", inside).field("x", "model"));
        assertThat(scanner.model()).isNull();
        assertThat(scanner.complete()).isTrue();
    }

    @Test
    void readsOtherWaysToWriteAHead() {
        var names = new String[] {
            "name=model", "filename=\"name=x\"; name=\"model\"", "name = \"mod\\el\"", "name=\"Model\""
        };
        for (var name : names) {
            assertThat(scan(new Form().part(name, "m".getBytes(ISO_8859_1))).model())
                    .as(name)
                    .isEqualTo("m");
        }
    }

    @Test
    void refusesWhatCouldBeReadInTwoWays() {
        assertThat(scan(new Form().field("model", "a").file("file", 10).field("model", "b"))
                        .problem()
                        .message())
                .isEqualTo("model appears more than once");
        for (var head : new String[] {
            "name*=utf-8''model",
            "name=\"a\"; name=\"model\"",
            "name=\"a\"\r\nContent-Disposition: form-data; name=\"model\""
        }) {
            assertThat(scan(new Form().part(head, new byte[1])).problem())
                    .as(head)
                    .isNotNull();
        }
        var lines = new String(new Form().field("model", "a").bytes(), ISO_8859_1).replace("\r\n", "\n");
        assertThat(scan(lines.getBytes(ISO_8859_1), 10).problem()).isNotNull();
    }

    @Test
    void boundsWhatItHolds() {
        assertThat(scan(new Form().field("model", "x".repeat(2000))).problem().message())
                .isEqualTo("model is longer than 1024 bytes");
        assertThat(scan(new Form().part("name=\"" + "x".repeat(20_000) + "\"", new byte[0]))
                        .problem()
                        .message())
                .contains("larger than 16384 bytes");
        assertThat(scan(new Form().field("prompt", "x".repeat(100_000)).field("model", "m"))
                        .model())
                .isEqualTo("m");
        assertThat(scan(new Form().field("model", " ")).problem().param()).isEqualTo("model");
    }

    @Test
    void readsBoundaries() {
        assertThat(Boundary.of("multipart/form-data; boundary=abc")).isEqualTo("abc");
        assertThat(Boundary.of("multipart/form-data; charset=x; Boundary=\"a b:c\""))
                .isEqualTo("a b:c");
        assertThat(Boundary.of("multipart/form-data")).isNull();
        assertThat(Boundary.of("multipart/form-data; boundary=a; boundary=b")).isNull();
        assertThat(Boundary.of("multipart/form-data; boundary=" + "a".repeat(71)))
                .isNull();
    }
}
