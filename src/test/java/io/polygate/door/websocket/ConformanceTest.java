package io.polygate.door.websocket;

import static io.polygate.testing.FrameSocket.BINARY;
import static io.polygate.testing.FrameSocket.CLOSE;
import static io.polygate.testing.FrameSocket.CONTINUATION;
import static io.polygate.testing.FrameSocket.PING;
import static io.polygate.testing.FrameSocket.PONG;
import static io.polygate.testing.FrameSocket.TEXT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FrameSocket;
import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 6455 case by case, as the published Autobahn test suite lists them (sections 1 to 7 and 9), over raw bytes.
///
/// The suite expects an echo; here a `system` message is said back, which shows the whole text that came in.
final class ConformanceTest {

    private static final int LIMIT = 128 * 1024;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(new GatewayText().mock().line("websocket: {max-message: 128KiB}"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static FrameSocket open() {
        return FrameSocket.open(gateway.port());
    }

    private static byte[] system(String content) {
        return ("{\"type\":\"system\",\"payload\":{\"content\":\"" + content + "\"}}").getBytes(UTF_8);
    }

    private static String heard(FrameSocket socket) {
        return socket.hear().object("payload").string("content");
    }

    /// Sections 1.1 and 9.1: every size at which the length is written in another way.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 70, 71, 72, 73, 74, 125, 126, 127, 128, 65_482, 65_483, 65_484, 65_535, 65_536, 120_000})
    void takesTextsOfEverySize(int length) {
        var text = "x".repeat(length);
        try (var socket = open()) {
            assertThat(heard(socket.frame(true, TEXT, system(text)))).isEqualTo(text);
        }
    }

    /// Section 1.1.8 and 9.5: the same in pieces on the wire, down to one byte.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 997})
    void takesATextHoweverItIsSplitOnTheWire(int piece) {
        var bytes = FrameSocket.masked(0x80 | TEXT, system("Grüße 世界 🌍".repeat(20)));
        try (var socket = open()) {
            for (int at = 0; at < bytes.length; at += piece) {
                socket.bytes(java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
            }
            assertThat(heard(socket)).isEqualTo("Grüße 世界 🌍".repeat(20));
        }
    }

    /// Section 1.2: this door takes JSON in text messages and says so.
    @ParameterizedTest
    @ValueSource(ints = {0, 125, 126, 65_536})
    void refusesABinaryMessageWith1003(int length) {
        try (var socket = open()) {
            assertThat(socket.frame(true, BINARY, new byte[length]).closed()).isEqualTo(1003);
        }
    }

    static Stream<byte[]> pings() {
        return Stream.of(new byte[0], "Hello".getBytes(UTF_8), new byte[] {0, (byte) 0xFF, (byte) 0xFE}, new byte[125]);
    }

    /// Sections 2.1 – 2.4 and 2.6.
    @ParameterizedTest
    @MethodSource("pings")
    void answersAPingWithItsPayload(byte[] payload) {
        try (var socket = open()) {
            socket.bytewise(FrameSocket.masked(0x80 | PING, payload));
            var pong = socket.read();
            assertThat(pong.opcode()).isEqualTo(PONG);
            assertThat(pong.payload()).isEqualTo(payload);
        }
    }

    /// Sections 2.7 – 2.11.
    @Test
    void ignoresPongsThatNobodyAskedFor() {
        try (var socket = open()) {
            socket.frame(true, PONG, new byte[0]).frame(true, PONG, new byte[125]);
            for (int i = 0; i < 10; i++) {
                socket.frame(true, PING, new byte[] {(byte) i});
            }
            for (int i = 0; i < 10; i++) {
                assertThat(socket.read().payload()).isEqualTo(new byte[] {(byte) i});
            }
        }
    }

    /// What a client may never send, with the close code that it earns.
    private record Broken(String what, int code, byte[]... frames) {

        @Override
        public String toString() {
            return what;
        }
    }

    private static byte[] frame(boolean last, int opcode, String payload) {
        return FrameSocket.masked((last ? 0x80 : 0) | opcode, payload.getBytes(UTF_8));
    }

    private static byte[] hex(int first, String payload) {
        return FrameSocket.masked(first, HexFormat.of().parseHex(payload.replace(" ", "")));
    }

    static Stream<Broken> brokenFrames() {
        var cases = new ArrayList<Broken>();
        for (int bits = 1; bits < 8; bits++) {
            cases.add(new Broken("3: reserved bits " + bits, 1002, hex(0x80 | bits << 4 | TEXT, "41")));
            cases.add(new Broken("3: reserved bits " + bits + " on a ping", 1002, hex(0x80 | bits << 4 | PING, "")));
            cases.add(new Broken("3: reserved bits " + bits + " on a close", 1002, hex(0x80 | bits << 4 | CLOSE, "")));
        }
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            cases.add(new Broken("4: opcode " + opcode, 1002, hex(0x80 | opcode, "")));
            cases.add(new Broken("4: opcode " + opcode + " with payload", 1002, hex(0x80 | opcode, "4142")));
            cases.add(new Broken(
                    "4: opcode " + opcode + " within a message", 1002, frame(false, TEXT, "{"), hex(opcode, "41")));
        }
        cases.add(new Broken("2.5: a ping of 126 bytes", 1002, FrameSocket.masked(0x80 | PING, new byte[126])));
        cases.add(new Broken("2.5: a pong of 126 bytes", 1002, FrameSocket.masked(0x80 | PONG, new byte[126])));
        cases.add(new Broken("5.1: a fragmented ping", 1002, frame(false, PING, "a"), frame(true, CONTINUATION, "b")));
        cases.add(new Broken("5.2: a fragmented pong", 1002, frame(false, PONG, "a"), frame(true, CONTINUATION, "b")));
        cases.add(
                new Broken("5.9: a continuation first", 1002, frame(true, CONTINUATION, "a"), frame(true, TEXT, "b")));
        cases.add(new Broken("5.12: an open continuation first", 1002, frame(false, CONTINUATION, "a")));
        cases.add(new Broken(
                "5.15: a continuation after the end",
                1002,
                frame(false, TEXT, "{\"type\":"),
                frame(true, CONTINUATION, "\"ping\"}"),
                frame(false, CONTINUATION, "x")));
        cases.add(new Broken("5.18: a text within a text", 1002, frame(false, TEXT, "a"), frame(true, TEXT, "b")));
        cases.add(new Broken("5.18: a binary within a text", 1002, frame(false, TEXT, "a"), frame(true, BINARY, "b")));
        cases.add(new Broken("unmasked", 1002, new byte[] {(byte) 0x81, 2, '{', '}'}));
        cases.add(new Broken(
                "a length of two bytes for 1", 1002, new byte[] {(byte) 0x81, (byte) 0xFE, 0, 1, 0, 0, 0, 0}));
        cases.add(new Broken("a length of eight bytes for 1", 1002, new byte[] {
            (byte) 0x81, (byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0
        }));
        cases.add(new Broken("a negative length", 1002, new byte[] {
            (byte) 0x81, (byte) 0xFF, (byte) 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0
        }));
        cases.add(new Broken("9: too big by its header alone", 1009, new byte[] {
            (byte) 0x81, (byte) 0xFF, 0, 0, 0, 0, 0, 2, 0, 1, 0, 0, 0, 0
        }));
        cases.add(new Broken("9: far too big", 1009, new byte[] {
            (byte) 0x82, (byte) 0xFF, 0x7F, (byte) 0xFF, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0
        }));
        cases.add(new Broken(
                "9: too big in fragments",
                1009,
                frame(false, TEXT, " ".repeat(LIMIT)),
                frame(true, CONTINUATION, " ")));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource({"brokenFrames", "brokenTexts", "brokenCloses"})
    void closesOnWhatIsNotAllowed(Broken broken) {
        try (var socket = open()) {
            for (var bytes : broken.frames) {
                socket.bytes(bytes);
            }
            assertThat(socket.closed()).isEqualTo(broken.code);
        }
    }

    /// Sections 6.3, 6.4 and 6.6 – 6.21: not UTF-8, whole, in fragments at every byte, and cut in the middle.
    static Stream<Broken> brokenTexts() {
        var cases = new ArrayList<Broken>();
        for (var text : List.of(
                "CE BA E1 BD B9 CF 83 CE BC CE B5 ED A0 80 65 64 69 74 65 64",
                "CE BA E1 BD B9 CF 83 CE BC CE B5 F4 90 80 80 65 64 69 74 65 64",
                "80",
                "BF",
                "80 BF",
                "80 BF 80 BF 80",
                "C0 20 C1 20",
                "E0 20",
                "F0 20",
                "F5 20",
                "F8 20",
                "FC 20",
                "C0",
                "E0 80",
                "F0 80 80",
                "F8 80 80 80",
                "FC 80 80 80 80",
                "DF",
                "EF BF",
                "F7 BF BF",
                "FE",
                "FF",
                "FE FE FF FF",
                "C0 AF",
                "E0 80 AF",
                "F0 80 80 AF",
                "F8 80 80 80 AF",
                "FC 80 80 80 80 AF",
                "C1 BF",
                "E0 9F BF",
                "F0 8F BF BF",
                "F8 87 BF BF BF",
                "FC 83 BF BF BF BF",
                "C0 80",
                "E0 80 80",
                "F0 80 80 80",
                "ED A0 80",
                "ED AD BF",
                "ED AE 80",
                "ED AF BF",
                "ED B0 80",
                "ED BE 80",
                "ED BF BF",
                "ED A0 80 ED B0 80",
                "F4 90 80 80",
                "F7 BF BF BF",
                "CE",
                "E1 BD",
                "F0 9F 8C")) {
            var bytes = HexFormat.of().parseHex(text.replace(" ", ""));
            cases.add(new Broken("6: " + text, 1007, FrameSocket.masked(0x80 | TEXT, bytes)));
            var split = new byte[bytes.length + 1][];
            for (int i = 0; i < bytes.length; i++) {
                split[i] = FrameSocket.masked(i == 0 ? TEXT : CONTINUATION, new byte[] {bytes[i]});
            }
            split[bytes.length] = FrameSocket.masked(0x80 | CONTINUATION, new byte[0]);
            cases.add(new Broken("6: " + text + " in fragments", 1007, split));
        }
        cases.add(new Broken("6.4: told before the message is whole", 1007, hex(TEXT, "CE BA F4 90")));
        return cases.stream();
    }

    /// Sections 6.2, 6.5 and 6.22: what is UTF-8, non-characters too.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "κόσμε",
                "\u0080",
                "\u0800",
                "𐀀",
                "\u007f",
                "\u07ff",
                "\uffff",
                "\udbff\udfff",
                "\ud7ff",
                "\ue000",
                "\ufffd",
                "\uffff",
                "\ufdd0",
                "𯿾",
                "Hello-µ@ßöäüàá-UTF-8!!"
            })
    void takesEveryCharacterInOneFragmentOrMany(String text) {
        var bytes = system(text);
        try (var socket = open()) {
            assertThat(heard(socket.frame(true, TEXT, bytes))).isEqualTo(text);
            for (int i = 0; i < bytes.length; i++) {
                socket.frame(i == bytes.length - 1, i == 0 ? TEXT : CONTINUATION, new byte[] {bytes[i]});
            }
            assertThat(heard(socket)).isEqualTo(text);
        }
    }

    /// Sections 7.3.2, 7.5 and 7.9.
    static Stream<Broken> brokenCloses() {
        var cases = new ArrayList<Broken>();
        cases.add(new Broken("7.3.2: one byte", 1002, hex(0x80 | CLOSE, "03")));
        cases.add(new Broken("7.3.6: too long", 1002, FrameSocket.masked(0x80 | CLOSE, new byte[126])));
        cases.add(new Broken("7.5.1: a reason that is not UTF-8", 1007, hex(0x80 | CLOSE, "03E8 CEBA F4908080")));
        cases.add(new Broken("7.5: a reason that ends within a character", 1007, hex(0x80 | CLOSE, "03E8 CE")));
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535}) {
            cases.add(new Broken("7.9: code " + code, 1002, hex(0x80 | CLOSE, "%04X".formatted(code))));
        }
        return cases.stream();
    }

    static IntStream goodCodes() {
        return IntStream.of(
                1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999);
    }

    /// Sections 7.1.1, 7.3.3 – 7.3.5 and 7.7.
    @ParameterizedTest
    @MethodSource("goodCodes")
    void saysAValidCloseCodeBackAndEnds(int code) {
        for (var reason : List.of("", "bye", "x".repeat(123))) {
            try (var socket = open()) {
                socket.close(code, reason);
                var close = socket.read();
                assertThat(close.opcode()).isEqualTo(CLOSE);
                assertThat(close.closeCode()).isEqualTo(code);
                assertThat(socket.read()).isNull();
            }
        }
    }

    /// Sections 7.1.2 – 7.1.5 and 7.3.1.
    @Test
    void nothingIsReadAfterAClose() {
        try (var socket = open()) {
            socket.frame(false, TEXT, "{".getBytes(UTF_8)).frame(true, CLOSE, new byte[0]);
            socket.bytes(FrameSocket.masked(0x80 | PING, new byte[0]));
            var close = socket.read();
            assertThat(close.opcode()).isEqualTo(CLOSE);
            assertThat(close.payload()).isEmpty();
            assertThat(socket.read()).isNull();
        }
    }

    /// Sections 5.3 – 5.8 and 5.19 – 5.20.
    @Test
    void answersPingsBetweenTheFragmentsOfAMessage() {
        var text = system("a".repeat(300));
        try (var socket = open()) {
            int third = text.length / 3;
            socket.frame(false, TEXT, java.util.Arrays.copyOfRange(text, 0, third));
            socket.frame(true, PING, "one".getBytes(UTF_8));
            assertThat(socket.read().text()).isEqualTo("one");
            socket.frame(false, CONTINUATION, java.util.Arrays.copyOfRange(text, third, 2 * third));
            socket.frame(true, PONG, "nobody asked".getBytes(UTF_8)).frame(true, PING, "two".getBytes(UTF_8));
            assertThat(socket.read().text()).isEqualTo("two");
            socket.frame(true, CONTINUATION, java.util.Arrays.copyOfRange(text, 2 * third, text.length));
            assertThat(heard(socket)).isEqualTo("a".repeat(300));
        }
    }

    /// Sections 6.1 and 9.3: fragments of no byte and of one.
    @Test
    void takesEmptyFragments() {
        var text = system("x");
        try (var socket = open()) {
            socket.frame(false, TEXT, new byte[0]).frame(false, CONTINUATION, new byte[0]);
            socket.frame(false, CONTINUATION, text).frame(false, CONTINUATION, new byte[0]);
            socket.frame(true, CONTINUATION, new byte[0]);
            assertThat(heard(socket)).isEqualTo("x");
            socket.frame(false, TEXT, new byte[0]).frame(true, CONTINUATION, new byte[0]);
            assertThat(socket.hear().string("type")).isEqualTo("error");
        }
    }

    /// Sections 9.3 and 9.7: the same text in fragments of many sizes and at random.
    @ParameterizedTest
    @ValueSource(ints = {1, 16, 64, 256, 1024, 4096, 16_384, 65_536, 131_072})
    void takesATextInFragmentsOfASize(int size) {
        var text = "é".repeat(30_000);
        var bytes = system(text);
        int count = Math.min(bytes.length, 4_000);
        try (var socket = open()) {
            int at = 0;
            for (int i = 0; at < bytes.length; i++) {
                int next = i == count ? bytes.length : Math.min(bytes.length, at + size);
                socket.frame(
                        next == bytes.length,
                        at == 0 ? TEXT : CONTINUATION,
                        java.util.Arrays.copyOfRange(bytes, at, next));
                at = next;
            }
            assertThat(heard(socket)).isEqualTo(text);
        }
    }

    @Test
    void randomBytesNeverLeaveAConnectionOpenOrAnAnswerOut() {
        var random = new Random(6455);
        for (int round = 0; round < 100; round++) {
            var noise = new byte[1 + random.nextInt(400)];
            random.nextBytes(noise);
            noise[0] |= 0x70;
            try (var socket = open()) {
                assertThat(socket.bytes(noise).closed()).isEqualTo(1002);
            }
        }
        try (var socket = open()) {
            assertThat(heard(socket.frame(true, TEXT, system("still here")))).isEqualTo("still here");
        }
    }

    @Test
    void aTextOfExactlyTheLimitIsTaken() {
        var frame = system("");
        var text = "x".repeat(LIMIT - frame.length);
        try (var socket = open()) {
            assertThat(heard(socket.frame(true, TEXT, system(text)))).isEqualTo(text);
        }
    }
}
