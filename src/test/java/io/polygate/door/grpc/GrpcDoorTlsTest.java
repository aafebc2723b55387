package io.polygate.door.grpc;

import io.polygate.testing.GatewayText;
import io.polygate.testing.GrpcCaller;
import io.polygate.testing.TestGateway;
import io.vertx.core.net.SelfSignedCertificate;
import org.junit.jupiter.api.AfterAll;

/// gRPC on the main port over TLS, where ALPN chooses HTTP/2.
final class GrpcDoorTlsTest extends GrpcDoorContract {

    private final SelfSignedCertificate certificate = SelfSignedCertificate.create("localhost");
    private final TestGateway gateway = TestGateway.start(new GatewayText()
            .server("tls: {cert: " + certificate.certificatePath() + ", key: " + certificate.privateKeyPath() + "}")
            .fake(provider)
            .line("grpc: {port: 0, max-message: 64KiB}"));
    private final GrpcCaller caller = new GrpcCaller(provider.vertx(), gateway.port(), true);

    @Override
    GrpcCaller caller() {
        return caller;
    }

    @AfterAll
    void close() {
        gateway.close();
        provider.close();
        certificate.delete();
    }
}
