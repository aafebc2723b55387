package io.polygate.discovery.consul;

import io.polygate.discovery.ConsulConfig;
import io.polygate.discovery.DiscoveryLimits;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Asks the agent with queries that wait for a change, and reads no more of an answer than it may: the Consul client
/// holds answers of any size. See https://developer.hashicorp.com/consul/api-docs/features/blocking.
final class ConsulQuery {

    /// On top of the wait, to which Consul itself adds up to a sixteenth.
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;

    private final ConsulConfig config;
    private final DiscoveryLimits limits;
    private final HttpClient client;
    private final long patienceMillis;

    /// @param index of the state that it tells, 0 where the agent told none
    record Answer(long index, JsonArray items) {}

    ConsulQuery(Vertx vertx, ConsulConfig config, DiscoveryLimits limits) {
        this.config = config;
        this.limits = limits;
        var wait = config.queryWait();
        this.patienceMillis = wait.plus(wait.dividedBy(16)).plus(PATIENCE).toMillis();
        this.client = vertx.createHttpClient(ConsulClients.options(config, Duration.ofMillis(patienceMillis)));
    }

    /// Asks for what is below a path, with a query of its own or none, once it is newer than the index. What is not
    /// there is an empty list.
    Future<Answer> get(String path, String query, long index) {
        var target = path + "?index=" + index + "&wait=" + config.queryWait().toMillis() + "ms" + query
                + (config.datacenter() == null ? "" : "&dc=" + encoded(config.datacenter()));
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(config.address().getHost())
                .setPort(ConsulClients.port(config))
                .setSsl(ConsulClients.secure(config))
                .setIdleTimeout(patienceMillis)
                .setURI(target);
        if (!config.token().value().isEmpty()) {
            options.putHeader("X-Consul-Token", config.token().value());
        }
        return client.request(options).compose(request -> request.send()
                .map(response -> {
                    response.pause();
                    return response;
                })
                .compose(this::answer)
                .timeout(patienceMillis, TimeUnit.MILLISECONDS)
                .onFailure(late -> request.reset()));
    }

    private Future<Answer> answer(HttpClientResponse response) {
        long index = index(response.getHeader("X-Consul-Index"));
        if (response.statusCode() == NOT_FOUND) {
            response.resume();
            return Future.succeededFuture(new Answer(index, new JsonArray()));
        }
        if (response.statusCode() != 200) {
            return limits.body(response)
                    .compose(body -> Future.failedFuture("Consul answers " + response.statusCode() + " " + body));
        }
        return limits.body(response).map(Buffer::toJsonArray).map(items -> new Answer(index, items));
    }

    private static long index(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    void close() {
        client.close();
    }
}
