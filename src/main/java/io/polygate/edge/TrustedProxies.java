package io.polygate.edge;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Proxies in front of the gateway whose word about a caller's address counts (`X-Forwarded-For`); nobody else's does,
/// since a caller may write there what it likes.
public final class TrustedProxies {

    /// Nobody's word counts.
    public static final TrustedProxies NONE = new TrustedProxies(List.of());

    private final List<String> networks;
    private final List<IpSubnetFilterRule> rules;

    /// @param networks addresses, or networks as `10.0.0.0/8`, each of which [#isNetwork]
    public TrustedProxies(List<String> networks) {
        this.networks = List.copyOf(networks);
        this.rules = networks.stream().map(TrustedProxies::rule).toList();
    }

    /// Whether a text names a network or a single address.
    public static boolean isNetwork(String text) {
        int slash = text.indexOf('/');
        var bytes = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (bytes == null || slash < 0) {
            return bytes != null;
        }
        var bits = text.substring(slash + 1);
        return bits.matches("\\d{1,3}") && Integer.parseInt(bits) <= bytes.length * 8;
    }

    private static IpSubnetFilterRule rule(String network) {
        int slash = network.indexOf('/');
        var address = parsed(slash < 0 ? network : network.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException(network + " (expected: a network as 10.0.0.0/8)");
        }
        int bits = slash < 0 ? address.getAddress().length * 8 : Integer.parseInt(network.substring(slash + 1));
        return new IpSubnetFilterRule(address, bits, IpFilterRuleType.ACCEPT);
    }

    /// The caller's address: the connection's own, or, where that is a trusted proxy's, the last one in `forwarded`
    /// that is not.
    String caller(String connected, @Nullable String forwarded) {
        if (rules.isEmpty() || forwarded == null || !trusts(connected)) {
            return connected;
        }
        var caller = connected;
        var hops = forwarded.split(",");
        for (int i = hops.length - 1; i >= 0; i--) {
            var hop = hops[i].strip();
            if (parsed(hop) == null) {
                return caller;
            }
            caller = hop;
            if (!trusts(hop)) {
                return caller;
            }
        }
        return caller;
    }

    private boolean trusts(String address) {
        var parsed = parsed(address);
        if (parsed == null) {
            return false;
        }
        var socket = new InetSocketAddress(parsed, 0);
        return rules.stream().anyMatch(rule -> rule.matches(socket));
    }

    /// Without asking a name server.
    private static @Nullable InetAddress parsed(String address) {
        var bytes = NetUtil.createByteArrayFromIpAddressString(address);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TrustedProxies that && networks.equals(that.networks);
    }

    @Override
    public int hashCode() {
        return networks.hashCode();
    }

    @Override
    public String toString() {
        return networks.toString();
    }
}
