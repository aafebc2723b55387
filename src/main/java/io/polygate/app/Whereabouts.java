package io.polygate.app;

import io.polygate.config.GatewayConfig;
import io.polygate.discovery.ConsulConfig;
import io.polygate.discovery.Presence;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.Set;

/// Where this node is, as others may be told. Asks the machine: not for an event loop.
final class Whereabouts {

    private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]");

    private Whereabouts() {}

    static Presence of(GatewayConfig config, int port) {
        var consul = config.consul();
        var node = consul.node() == null ? hostName() + "-" + port : consul.node();
        var host = host(config);
        var scheme = config.server().tls() == null ? "http" : "https";
        var asked = host.isEmpty() ? towards(consul.address()) : host;
        var authority = (asked.contains(":") ? "[" + asked + "]" : asked) + ":" + port;
        return new Presence(node, host, port, URI.create(scheme + "://" + authority + "/ready"));
    }

    /// Empty where the gateway listens on every interface and its agent is on this machine, whose address then counts.
    private static String host(GatewayConfig config) {
        ConsulConfig consul = config.consul();
        if (consul.advertise() != null) {
            return consul.advertise();
        }
        var host = config.server().host();
        if (!WILDCARDS.contains(host)) {
            return host;
        }
        return isLocal(consul.address()) ? "" : towards(consul.address());
    }

    private static boolean isLocal(URI address) {
        try {
            return InetAddress.getByName(bare(address)).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /// The address of this machine that is used for speaking with another: the routing table knows, nothing is sent.
    private static String towards(URI address) {
        try (var probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(bare(address), 9));
            return probe.getLocalAddress().getHostAddress();
        } catch (IOException | IllegalArgumentException | java.io.UncheckedIOException e) {
            return "127.0.0.1";
        }
    }

    private static String bare(URI address) {
        return Objects.requireNonNull(address.getHost()).replaceAll("[\\[\\]]", "");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "node";
        }
    }
}
