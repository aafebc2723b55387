package io.polygate.app;

import static io.polygate.testing.Caller.HELLO;
import static io.polygate.testing.Caller.HELLO_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.config.ConfigResult;
import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.Script;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A change of the configuration while calls are open.
final class ReloadTest {

    private final FakeProvider first = new FakeProvider();
    private final FakeProvider second = new FakeProvider();
    private final TestGateway gateway =
            TestGateway.start(new GatewayText().fake(first).line("runtime: {event-loops: 2}"));

    @AfterEach
    void close() {
        gateway.close();
        first.close();
        second.close();
    }

    private static GatewayText with(FakeProvider provider) {
        return new GatewayText().fake(provider).line("runtime: {event-loops: 2}");
    }

    @Test
    void dropsNoCallWhenTheProviderMovesUnderLoad() {
        first.answers(Script.bytewise(Script.STREAM));
        second.answers(Script.bytewise(Script.STREAM));
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int round = 0; round < 6; round++) {
            for (int i = 0; i < 20; i++) {
                answers.add(gateway.caller().later(HELLO_STREAM));
            }
            assertThat(gateway.reload(with(round % 2 == 0 ? second : first))).isInstanceOf(ConfigResult.Accepted.class);
        }
        assertThat(answers).allSatisfy(answer -> {
            assertThat(Wait.on(answer).statusCode()).isEqualTo(200);
            assertThat(Wait.on(answer).body()).isEqualTo(Script.STREAM);
        });
        assertThat(second.waiting()).isPositive();
    }

    @Test
    void aStreamThatIsOpenGoesOnAtItsOldProvider() throws IOException {
        var go = new CompletableFuture<Void>();
        first.answers(Script.stream(Script.ROLE, go, Script.FINISH + Script.DONE));
        second.answers(Script.json(Script.CHAT));
        try (var body = gateway.caller().open(HELLO_STREAM).body()) {
            assertThat(new String(body.readNBytes(Script.ROLE.length()))).isEqualTo(Script.ROLE);
            gateway.reload(with(second));
            assertThat(gateway.caller().chat(HELLO).statusCode()).isEqualTo(200);
            assertThat(second.waiting()).isEqualTo(1);
            go.complete(null);
            assertThat(new String(body.readAllBytes())).isEqualTo(Script.FINISH + Script.DONE);
        }
    }

    @Test
    void keysAndModelsChangeWithTheFile() {
        first.answers(Script.json(Script.CHAT));
        var text = with(first).model("another", "fake", "x").toString().replace("sk-test", "sk-other");
        gateway.write(text);
        Wait.until(first.vertx(), () -> gateway.caller().chat(HELLO).statusCode() == 401);
        var caller = gateway.caller().withKey("sk-other");
        assertThat(caller.chat(HELLO.replace("gpt-test", "another")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void anInvalidChangeIsRefusedAndTheOldOneServesOn() {
        first.answers(Script.json(Script.CHAT));
        var result = gateway.reload(new GatewayText().targets("broken", "{provider: none, model: x}"));
        assertThat(result).isInstanceOf(ConfigResult.Refused.class);
        assertThat(((ConfigResult.Refused) result).problems().toString()).contains("models[0].targets[0].provider");
        for (var model : List.of("gpt-test", "gpt-test-alias")) {
            assertThat(gateway.caller().chat(HELLO.replace("gpt-test", model)).statusCode())
                    .isEqualTo(200);
        }
    }
}
