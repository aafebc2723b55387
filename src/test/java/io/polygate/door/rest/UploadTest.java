package io.polygate.door.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.Form;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Forms with files where doors and routing are one process.
final class UploadTest extends UploadContract {

    private final TestGateway gateway = TestGateway.start(new GatewayText()
            .server("max-upload: 8MiB")
            .fake(provider)
            .model("dall-e-2", "fake", "painter")
            .model("heard", "fake", "heard"));

    @Override
    TestGateway gateway() {
        return gateway;
    }

    @AfterAll
    void close() {
        gateway.close();
        provider.close();
    }

    @Test
    void servesEveryFormUnderEveryPrefix() {
        for (var path :
                new String[] {"/audio/transcriptions", "/audio/translations", "/images/edits", "/images/variations"}) {
            for (var prefix : new String[] {"/v1", "/api/v1", "/fake/v1"}) {
                provider.answers(Script.body("text/plain; charset=utf-8", io.vertx.core.buffer.Buffer.buffer("1\nHi")));
                var form = new Form().file("file", 10).field("model", "gpt-test");
                var answer = gateway.caller().post(prefix + path, form.bytes(), "content-type", Form.TYPE);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("1\nHi");
                assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
                assertThat(provider.take().path()).isEqualTo("/v1" + path);
            }
        }
    }

    @Test
    void namesTheUsualModelWhereAFormForImagesNamesNone() {
        provider.answers(Script.json("{}"));
        var form = new Form().file("image", 100);
        var answer = gateway.caller().post("/v1/images/variations", form.bytes(), "content-type", Form.TYPE);
        assertThat(answer.statusCode()).isEqualTo(200);
        var expected = new Form().field("model", "painter").file("image", 100).bytes();
        assertThat(provider.take().bytes()).isEqualTo(expected);
    }

    @Test
    void takesAFormWhoseLengthIsNotTold() {
        provider.answers(Script.json(TEXT));
        var form = new Form().field("model", "gpt-test").file("file", 50);
        var text = new String(form.bytes(), StandardCharsets.ISO_8859_1);
        var chunk = Integer.toHexString(text.length()) + "\r\n";
        try (var socket = gateway.raw()
                .send("POST " + PATH + " HTTP/1.1\r\nHost: g\r\nAuthorization: Bearer sk-test\r\nContent-Type: "
                        + Form.TYPE + "\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n")) {
            assertThat(socket.readTo("\r\n\r\n")).startsWith("HTTP/1.1 100");
            socket.send(chunk)
                    .sendBytes(text.getBytes(StandardCharsets.ISO_8859_1))
                    .send("\r\n0\r\n\r\n");
            assertThat(socket.reply().status()).isEqualTo(200);
        }
        assertThat(new String(provider.take().bytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo(text.replace("gpt-test", "upstream-model"));
    }

    @Test
    void aBackendThatReadsNothingHoldsTheCallerBack() throws Exception {
        provider.answersUnread(Script.hang());
        long all = 200L << 20;
        var sent = new AtomicLong();
        try (var large = TestGateway.start(
                        new GatewayText().server("shutdown-grace: 1s").fake(provider));
                var socket = large.raw().send(head(all, "sk-test"))) {
            var begin = new Form().field("model", "gpt-test").file("file", 100).bytes();
            socket.sendBytes(Arrays.copyOf(begin, begin.length - 60));
            var caller = Thread.ofVirtual().start(() -> {
                while (sent.get() < all && socket.wrote(new byte[64 * 1024])) {
                    sent.addAndGet(64 * 1024);
                }
            });
            provider.take();
            assertThat(Wait.untilStill(provider.vertx(), sent::get)).isLessThan(all / 4);
            socket.reset();
            caller.join();
            Wait.on(large.stop());
        }
    }

    @Test
    void countsWhatAFormUsed() {
        provider.answers(Script.json(TEXT));
        gateway.caller()
                .post(PATH, new Form().field("model", "heard").file("file", 10).bytes(), "content-type", Form.TYPE);
        assertThat(gateway.management().get("/metrics").body())
                .containsPattern("gateway_tokens_used[^ ]*model=\"heard\"[^ ]*type=\"input\"[^ ]* 14(\\.0)?\n")
                .containsPattern("gateway_tokens_used[^ ]*model=\"heard\"[^ ]*type=\"output\"[^ ]* 45(\\.0)?\n");
    }
}
