package io.polygate.config;

import static io.polygate.config.GatewaySchema.minutes;
import static io.polygate.config.GatewaySchema.seconds;
import static io.polygate.config.Kinds.address;
import static io.polygate.config.Kinds.flag;
import static io.polygate.config.Kinds.id;
import static io.polygate.config.Kinds.path;
import static io.polygate.config.Kinds.secretOrNone;
import static io.polygate.config.Kinds.text;
import static io.polygate.config.Units.time;

import io.polygate.discovery.ConsulConfig;
import io.polygate.model.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// Every key of the Consul agent.
final class ConsulSchema {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration DAY = Duration.ofDays(1);

    private ConsulSchema() {}

    static ConsulConfig consul(Section s) {
        return new ConsulConfig(
                s.get("address", address(), URI.create("http://127.0.0.1:8500"), "The agent of this machine."),
                s.get("token", secretOrNone(), new Secret(""), "ACL token, as \"${CONSUL_HTTP_TOKEN:-}\"."),
                s.find("datacenter", id(), "dc1", "Whose services are looked for; else the agent's."),
                s.get(
                        "register",
                        flag(),
                        false,
                        "Announce this gateway as the service polygate, with a check of /ready."),
                s.find("node", id(), "gateway-1", "Announced as polygate-NODE; else HOSTNAME-PORT."),
                s.find(
                        "advertise-host",
                        text(),
                        "10.0.0.9",
                        "Host that it is reached by; else server.host or the agent's."),
                s.get(
                        "stale-for",
                        time(Duration.ZERO, DAY),
                        minutes(10),
                        "Last known endpoints serve while Consul is lost."),
                s.get("query-wait", time(seconds(1), minutes(10)), seconds(30), "How long a query waits for a change."),
                s.get("max-retry-pause", time(MILLI, DAY), seconds(5), "Longest pause between tries to reach it."),
                s.option("tls", "For an https address.", ConsulSchema::tls),
                s.find(
                        "config-key",
                        text(),
                        "polygate/config",
                        "A YAML document in its KV store, laid over this file."));
    }

    private static ConsulConfig.Tls tls(Section s) {
        return new ConsulConfig.Tls(
                s.find("ca", path(), Path.of("/etc/consul/ca.pem"), "Who is trusted; else what Java trusts."),
                s.find(
                        "cert",
                        path(),
                        Path.of("/etc/consul/client.pem"),
                        "This node's certificate, if it is asked for."),
                s.find("key", path(), Path.of("/etc/consul/client-key.pem"), "Its private key."),
                s.get("verify", flag(), true, "false trusts whoever answers."));
    }
}
