package io.polygate.door.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polygate.testing.Caller;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.Form;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What every caller who sends a form with files relies on, wherever routing runs.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class UploadContract {

    static final String PATH = "/v1/audio/transcriptions";
    static final String TEXT = "{\"text\":\"hello\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,"
            + "\"input_token_details\":{\"text_tokens\":0,\"audio_tokens\":14},\"output_tokens\":45,\"total_tokens\":59}}";

    final FakeProvider provider = new FakeProvider();

    abstract TestGateway gateway();

    private Caller caller() {
        return gateway().caller();
    }

    private HttpResponse<String> send(Form form) {
        return caller().post(PATH, form.bytes(), "content-type", Form.TYPE);
    }

    private static byte[] renamed(Form form) {
        return new String(form.bytes(), ISO_8859_1)
                .replace("\r\n\r\ngpt-test\r\n", "\r\n\r\nupstream-model\r\n")
                .getBytes(ISO_8859_1);
    }

    private static Form small() {
        return new Form().field("model", "gpt-test").file("file", 1000);
    }

    @Test
    void sendsEveryByteOnButTheModelWhereverItStands() {
        for (var size : List.of(0, 1000, 300_000, 5_000_000)) {
            for (var form : List.of(
                    new Form().field("model", "gpt-test").file("file", size).field("language", "en"),
                    new Form().field("language", "en").file("file", size).field("model", "gpt-test"))) {
                provider.answers(Script.json(TEXT));
                var answer = send(form);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo(TEXT);
                assertThat(answer.headers().firstValue("x-polygate-model")).hasValue("upstream-model");
                var asked = provider.take();
                assertThat(asked.path()).isEqualTo("/v1/audio/transcriptions");
                assertThat(asked.header("content-type")).isEqualTo(Form.TYPE);
                assertThat(asked.bytes()).isEqualTo(renamed(form));
                assertThat(asked.header("content-length")).isEqualTo("" + asked.bytes().length);
            }
        }
    }

    @Test
    void refusesAFormWithoutAModelWithoutAskingABackend() {
        provider.answers(Script.json(TEXT));
        for (var size : List.of(1000, 3_000_000)) {
            var answer = send(new Form().file("file", size));
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(RestDoorContract.error(answer.body()).string("param")).isEqualTo("model");
        }
        var cut = new String(small().bytes(), ISO_8859_1).substring(0, 20);
        var answer = caller().post(PATH, cut, "content-type", Form.TYPE);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(caller().post(PATH, "x", "content-type", "multipart/form-data")
                        .statusCode())
                .isEqualTo(400);
        assertThat(provider.waiting()).isZero();
    }

    @Test
    void refusesASecondModelWhoseFirstIsUnderWay() {
        provider.answers(Script.json(TEXT));
        var form = new Form().field("model", "gpt-test").file("file", 3_000_000).field("model", "other");
        try (var socket = gateway().raw().send(head(form.bytes().length, "sk-test"))) {
            socket.trySend(form.bytes());
            var reply = socket.reply();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).contains("model appears more than once");
        }
        assertThat(provider.waiting()).isZero();
    }

    static String head(long length, String key) {
        return "POST " + PATH + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + key + "\r\nContent-Type: "
                + Form.TYPE + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    @Test
    void refusesAnUnknownKeyAndAnUnknownModelWithoutAskingABackend() {
        provider.answers(Script.json(TEXT));
        for (var form : List.of(small(), new Form().file("file", 3_000_000).field("model", "gpt-test"))) {
            try (var socket = gateway().raw().send(head(form.bytes().length, "sk-wrong"))) {
                socket.trySend(form.bytes());
                assertThat(socket.reply().status()).isEqualTo(401);
            }
        }
        assertThat(send(new Form().field("model", "nobody").file("file", 10)).statusCode())
                .isEqualTo(404);
        assertThat(provider.waiting()).isZero();
    }

    @Test
    void refusesAFormThatIsTooLarge() {
        provider.answers(Script.json(TEXT));
        try (var socket = gateway().raw().send(head(9L << 20, "sk-test"))) {
            var reply = socket.reply();
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.body()).contains("server.max-upload");
        }
        assertThat(provider.waiting()).isZero();
    }

    @Test
    void passesABackendsRefusalOnAsItIs() {
        var body =
                "{\"error\":{\"message\":\"Slow\",\"type\":\"requests\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}";
        provider.answers(Script.json(429, body, "retry-after", "7"));
        var answer = send(small());
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.body()).isEqualTo(body);
    }

    @Test
    void aSmallFormIsSentAgainWhenTheBackendFails() {
        provider.answers(Script.json(TEXT)).then(Script.reset()).then(Script.json(503, "{}"));
        assertThat(send(small()).statusCode()).isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            assertThat(provider.take().bytes()).isEqualTo(renamed(small()));
        }
    }

    @Test
    void aLargeFormIsSentOnce() {
        provider.answers(Script.reset());
        var form = new Form().field("model", "gpt-test").file("file", 3_000_000);
        assertThat(send(form).statusCode()).isEqualTo(502);
        assertThat(provider.waiting()).isEqualTo(1);
    }

    @Test
    void anAnswerThatBreaksIsSeenToBeBroken() {
        provider.answers(Script.cut("application/json", "{\"text\":"));
        assertThatThrownBy(() -> send(small())).isInstanceOf(UncheckedIOException.class);
        provider.answers(Script.cut("data: {\"type\":\"transcript.text.delta\"}\n\n"));
        assertThat(send(small()).body()).startsWith("data: {\"type\":\"transcript.text.delta\"}\n\ndata: {\"error\":");
    }

    @Test
    void aCallerWhoLeavesInMidFormEndsTheBackendsCall() {
        provider.answersUnread(Script.hang());
        var socket = gateway().raw().send(head(5_000_000, "sk-test"));
        var form = small().bytes();
        socket.sendBytes(java.util.Arrays.copyOf(form, form.length - 10));
        var asked = provider.take();
        socket.reset();
        Wait.on(asked.gone());
    }

    @Test
    void aBackendThatAnswersEarlyIsHeard() {
        provider.answersUnread(Script.json(413, "{\"error\":{\"message\":\"too big\"}}"));
        try (var socket = gateway().raw().send(head(7_000_000, "sk-test"))) {
            var form = small().bytes();
            socket.sendBytes(java.util.Arrays.copyOf(form, form.length - 10));
            assertThat(socket.reply().status()).isEqualTo(413);
        }
    }
}
