package io.polygate.provider.http;

import io.polygate.model.Header;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Which headers cross the gateway: an allow-list per dialect both ways, everything else stays. Hop-by-hop headers,
/// cookies and credentials are on no list.
public final class HeaderRules {

    /// Names and prefixes (ending in `-`) that go upstream.
    private static final Rules REQUEST = new Rules(List.of(
            "accept",
            "content-type",
            "user-agent",
            "traceparent",
            "tracestate",
            "idempotency-key",
            "openai-",
            "anthropic-",
            "x-stainless-",
            "x-goog-api-client",
            "x-claude-code-",
            "x-dashscope-",
            "x-amzn-bedrock-",
            "http-referer",
            "x-title"));

    /// Names and prefixes that go back to the caller.
    private static final Rules RESPONSE = new Rules(List.of(
            "content-type",
            "retry-after",
            "retry-after-ms",
            "x-should-retry",
            "x-ratelimit-",
            "openai-",
            "anthropic-",
            "x-amzn-",
            "x-dashscope-",
            "x-groq-region",
            "x-ds-trace-id",
            "x-siliconcloud-trace-id",
            "x-generation-id"));

    /// The backend's own request id, under a name that cannot be taken for ours.
    public static final String UPSTREAM_ID = "x-upstream-request-id";

    private HeaderRules() {}

    /// Copies what of the caller's headers may go upstream.
    public static void toUpstream(List<Header> from, HttpClientRequest to) {
        toUpstream(from, to.headers());
    }

    public static void toUpstream(List<Header> from, MultiMap to) {
        for (var header : from) {
            if (REQUEST.allows(header.name())) {
                to.set(header.name(), header.value());
            }
        }
    }

    /// What of the backend's headers may go to the caller, its request id under a name of its own.
    public static List<Header> toCaller(HttpClientResponse from) {
        return toCaller(from.headers());
    }

    /// The same of headers without their answer.
    public static List<Header> toCaller(MultiMap from) {
        var headers = new ArrayList<Header>(8);
        for (var entry : from) {
            var name = entry.getKey();
            if (RESPONSE.allows(name)) {
                headers.add(new Header(name.toLowerCase(Locale.ROOT), entry.getValue()));
            } else if (name.equalsIgnoreCase("x-request-id") || name.equalsIgnoreCase("request-id")) {
                headers.add(new Header(UPSTREAM_ID, entry.getValue()));
            }
        }
        return headers;
    }

    /// Remembers the verdict for the names that keep coming, up to a bound: callers choose names freely.
    private static final class Rules {

        private static final int REMEMBERED = 512;

        private final List<String> names;
        private final List<String> prefixes;
        private final Map<String, Boolean> verdicts = new ConcurrentHashMap<>();

        Rules(List<String> allowed) {
            names = allowed.stream().filter(n -> !n.endsWith("-")).toList();
            prefixes = allowed.stream().filter(n -> n.endsWith("-")).toList();
        }

        boolean allows(String name) {
            var verdict = verdicts.get(name);
            if (verdict != null) {
                return verdict;
            }
            var lower = name.toLowerCase(Locale.ROOT);
            boolean allowed = names.contains(lower) || prefixes.stream().anyMatch(lower::startsWith);
            if (verdicts.size() < REMEMBERED) {
                verdicts.put(name, allowed);
            }
            return allowed;
        }
    }
}
