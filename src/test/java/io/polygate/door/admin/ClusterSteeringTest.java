package io.polygate.door.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.polygate.testing.FakeProvider;
import io.polygate.testing.GatewayText;
import io.polygate.testing.TestGateway;
import io.polygate.testing.Wait;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/// What an operator says to one node of a cluster holds on the other.
final class ClusterSteeringTest {

    private static GatewayText text(FakeProvider backend, int port, int meeting) {
        return new GatewayText().fake(backend).clusterNode(port, "doors, routing", meeting);
    }

    private static JsonObject provider(TestGateway gateway) {
        return new JsonObject(gateway.caller().get("/loadbalancer/metrics").body())
                .getJsonArray("providers")
                .getJsonObject(0);
    }

    @Test
    void steersBothNodes() {
        int meeting = GatewayText.freePort();
        try (var backend = new FakeProvider();
                var one = TestGateway.start(text(backend, meeting, meeting));
                var other = TestGateway.start(text(backend, 0, meeting))) {
            Wait.until(one.vertx(), () -> {
                one.caller().put("/loadbalancer/algorithm", "{\"provider\":\"fake\",\"algorithm\":\"ip_hash\"}");
                return provider(other).getString("algorithm").equals("ip_hash");
            });
            var id = "127.0.0.1:" + backend.port();
            var answer = other.caller().post("/admin/v1/endpoints/fake/" + id + ":drain", "");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            Wait.until(
                    one.vertx(), () -> provider(one).getJsonObject("endpoints").getInteger("draining") == 1);
        }
    }
}
