package io.polygate.testing;

import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Doors in this process, routing in another one, both with one configuration: frames are encoded and cross a network.
public final class TwoNodes implements AutoCloseable {

    private final GatewayProcess routing;
    private final TestGateway doors;

    private TwoNodes(GatewayProcess routing, TestGateway doors) {
        this.routing = routing;
        this.doors = doors;
    }

    /// Starts both and waits until they have met.
    ///
    /// @param text the configuration, made anew for each
    /// @param met whether the doors reach the routing node
    public static TwoNodes start(Path folder, Supplier<GatewayText> text, Predicate<TestGateway> met) {
        int meeting = GatewayText.freePort();
        var routing = new GatewayProcess(
                text.get().clusterNode(meeting, "routing", meeting).toString(), folder);
        routing.address();
        var doors = TestGateway.start(text.get().clusterNode(0, "doors", meeting));
        Wait.until(doors.vertx(), () -> met.test(doors));
        return new TwoNodes(routing, doors);
    }

    public TestGateway doors() {
        return doors;
    }

    @Override
    public void close() {
        doors.close();
        routing.close();
    }
}
