package io.polygate.provider.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.testing.WorkerProcess;
import io.vertx.core.net.SelfSignedCertificate;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway and a real Python worker over TLS, with and without certificates of clients.
final class WorkerSecurityTest {

    private static final SelfSignedCertificate WORKER = SelfSignedCertificate.create("localhost");
    private static final SelfSignedCertificate GATEWAY = SelfSignedCertificate.create("gateway");
    private static final SelfSignedCertificate STRANGER = SelfSignedCertificate.create("stranger");

    @TempDir
    Path folder;

    private WorkerProcess worker;
    private TestGateway gateway;

    @AfterEach
    void stop() {
        if (gateway != null) {
            gateway.close();
        }
        worker.close();
    }

    private void start(String more) {
        var own = "cert: \"" + WORKER.certificatePath() + "\", key: \"" + WORKER.privateKeyPath() + "\"";
        worker = WorkerProcess.startSecured(folder, own + more, "{name: echo, engine: echo}");
    }

    private String provider(String id, String tls) {
        return "{id: " + id + ", dialect: worker, base-url: \"grpcs://localhost:" + worker.grpcPort() + "\"" + tls
                + "}";
    }

    private String byHttp(String id, String tls) {
        return "{id: " + id + ", dialect: openai, base-url: \"https://localhost:" + worker.httpPort() + "/v1\"" + tls
                + "}";
    }

    private static String showing(SelfSignedCertificate own) {
        return ", tls: {ca: \"" + WORKER.certificatePath() + "\", cert: \"" + own.certificatePath() + "\", key: \""
                + own.privateKeyPath() + "\"}";
    }

    private static String trusting() {
        return ", tls: {ca: \"" + WORKER.certificatePath() + "\"}";
    }

    private int ask(String provider) {
        var body = "{\"model\":\"" + provider + "/echo\",\"messages\":[{\"role\":\"user\",\"content\":\"one two\"}]}";
        return gateway.caller().chat(body).statusCode();
    }

    @Test
    void aWorkerOverTlsIsReachedByWhoTrustsIt() {
        start("");
        gateway = TestGateway.start(new GatewayText()
                .entry(provider("trusting", trusting()))
                .entry(provider("doubting", ""))
                .entry(byHttp("http-trusting", trusting()))
                .entry(byHttp("http-doubting", "")));
        assertThat(ask("trusting")).isEqualTo(200);
        assertThat(ask("doubting")).isEqualTo(502);
        assertThat(ask("http-trusting")).isEqualTo(200);
        assertThat(ask("http-doubting")).isEqualTo(502);
    }

    @Test
    void aWorkerThatAsksForCertificatesTakesCallsOfItsOwnGatewayOnly() {
        start(", client-ca: \"" + GATEWAY.certificatePath() + "\"");
        gateway = TestGateway.start(new GatewayText()
                .entry(provider("ours", showing(GATEWAY)))
                .entry(provider("stranger", showing(STRANGER)))
                .entry(provider("nobody", trusting()))
                .entry(byHttp("http-ours", showing(GATEWAY)))
                .entry(byHttp("http-stranger", showing(STRANGER)))
                .entry(byHttp("http-nobody", trusting())));
        assertThat(ask("ours")).isEqualTo(200);
        assertThat(ask("stranger")).isEqualTo(502);
        assertThat(ask("nobody")).isEqualTo(502);
        assertThat(ask("http-ours")).isEqualTo(200);
        assertThat(ask("http-stranger")).isEqualTo(502);
        assertThat(ask("http-nobody")).isEqualTo(502);
    }
}
