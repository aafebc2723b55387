package io.polygate.door.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Paths of the configuration that lead to another backend, which echoes what it gets.
final class ReverseProxyTest {

    private final FakeProvider provider = new FakeProvider();
    private final CompletableFuture<Void> hungUp = new CompletableFuture<>();
    private final HttpServer backend = Wait.on(provider.vertx()
            .createHttpServer()
            .webSocketHandler(socket -> socket.textMessageHandler(text -> socket.writeTextMessage("echo " + text)))
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1"));
    private final String target = "http://127.0.0.1:" + backend.actualPort();
    private final TestGateway gateway = TestGateway.start(new GatewayText()
            .fake(provider)
            .line("routes:")
            .line("  - {path: /plain, target: \"" + target + "/base\"}")
            .line("  - {path: /open, target: \"" + target + "\", auth: false, strip-prefix: true}")
            .line("  - {path: /old, target: \"" + target + "\", rewrite: /new, headers: {x-team: a}, timeout: 300ms}")
            .line("  - {path: /gone, target: \"http://127.0.0.1:1\"}"));

    @AfterEach
    void close() {
        gateway.close();
        Wait.on(backend.close());
        provider.close();
    }

    private void answer(HttpServerRequest request) {
        if (request.path().endsWith("/hang")) {
            request.connection().closeHandler(v -> hungUp.complete(null));
            return;
        }
        request.body().onSuccess(body -> request.response()
                .putHeader("x-backend", "yes")
                .setStatusCode(request.path().endsWith("/missing") ? 404 : 200)
                .end(new JsonObject()
                        .put("method", request.method().name())
                        .put("uri", request.uri())
                        .put("headers", request.headers().toString())
                        .put("body", body.toString())
                        .toBuffer()));
    }

    @Test
    void takesARequestToItsBackendWithoutTheCallersKey() {
        var answer = gateway.caller().post("/plain/a?b=c", "hello");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-backend")).hasValue("yes");
        var seen = new JsonObject(answer.body());
        assertThat(seen.getString("method")).isEqualTo("POST");
        assertThat(seen.getString("uri")).isEqualTo("/base/plain/a?b=c");
        assertThat(seen.getString("body")).isEqualTo("hello");
        assertThat(seen.getString("headers"))
                .contains("x-forwarded-for", "x-request-id")
                .doesNotContain("sk-test");
    }

    @Test
    void refusesWhoHasNoKey() {
        var answer = gateway.caller().withKey("wrong").get("/plain");
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("invalid_api_key");
    }

    @Test
    void anOpenRouteNeedsNoKeyAndMayStripItsPrefix() {
        var answer = gateway.caller().withKey("").get("/open/x");
        assertThat(new JsonObject(answer.body()).getString("uri")).isEqualTo("/x");
        assertThat(gateway.caller().get("/open/missing").statusCode()).isEqualTo(404);
    }

    @Test
    void rewritesAPrefixAndSetsHeaders() {
        var seen = new JsonObject(gateway.caller().get("/old/x").body());
        assertThat(seen.getString("uri")).isEqualTo("/new/x");
        assertThat(seen.getString("headers")).contains("x-team=a");
    }

    @Test
    void aBackendThatIsSilentOrAwayIsTold() {
        var late = gateway.caller().get("/old/hang");
        assertThat(late.statusCode()).as(late.body()).isEqualTo(504);
        Wait.on(hungUp);
        var away = gateway.caller().get("/gone");
        assertThat(away.statusCode()).isEqualTo(502);
        assertThat(away.body()).contains("\"error\"", "cannot be reached").doesNotContain("127.0.0.1");
    }

    @Test
    void carriesAWebSocket() {
        var client = provider.vertx().createWebSocketClient();
        var options = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(gateway.port())
                .setURI("/plain/socket")
                .addHeader("Authorization", "Bearer sk-test");
        var echo = new CompletableFuture<String>();
        var socket = Wait.on(client.connect(options));
        socket.textMessageHandler(echo::complete);
        socket.writeTextMessage("hi");
        assertThat(Wait.on(echo)).isEqualTo("echo hi");
        Wait.on(socket.close());
    }

    @Test
    void aRouteComesAndGoesWithTheConfiguration() {
        gateway.reload(new GatewayText().fake(provider).line("routes: [{path: /added, target: \"" + target + "\"}]"));
        Wait.until(provider.vertx(), () -> gateway.caller().get("/added").statusCode() == 200);
        assertThat(gateway.caller().get("/plain").statusCode()).isEqualTo(404);
    }

    @Test
    void countsWhatItTook() {
        gateway.caller().get("/plain");
        Wait.until(
                provider.vertx(),
                () -> gateway.management().get("/metrics").body().contains("gateway_requests_total{"));
        assertThat(Buffer.buffer(gateway.management().get("/metrics").body()).toString())
                .contains("gateway_requests_total{model=\"none\",provider=\"none\",status=\"200\"} 1.0");
    }
}
