package io.polygate.discovery;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Asks servers of one's own which models they have, again and again: `GET /models` below their base URL.
///
/// A server that answers is listed with its models, one that fails twice in a row is not. `onChange` hears every
/// change.
public final class ModelProbe extends VerticleBase {

    private static final int MAX_ANSWER = 4 * 1024 * 1024;
    private static final int MAX_MODELS = 1000;
    private static final int PATIENCE = 2;

    private final DiscoveryConfig config;
    private final Consumer<Map<String, List<String>>> onChange;
    private final Map<String, List<String>> found = new HashMap<>();
    private final Map<String, Integer> failures = new HashMap<>();
    private Map<String, URI> servers;
    private @Nullable HttpClient client;

    /// @param servers base URLs by provider id
    public ModelProbe(DiscoveryConfig config, Map<String, URI> servers, Consumer<Map<String, List<String>>> onChange) {
        this.config = config;
        this.servers = Map.copyOf(servers);
        this.onChange = onChange;
    }

    @Override
    public Future<?> start() {
        client = vertx.createHttpClient(
                new HttpClientOptions().setConnectTimeout((int) config.timeout().toMillis()));
        vertx.setPeriodic(0, config.interval().toMillis(), id -> look());
        return Future.succeededFuture();
    }

    /// Asks other servers from now on.
    public void watch(Map<String, URI> next) {
        if (context == null) {
            servers = Map.copyOf(next);
            return;
        }
        context.runOnContext(v -> {
            servers = Map.copyOf(next);
            if (found.keySet().retainAll(servers.keySet())) {
                onChange.accept(Map.copyOf(found));
            }
        });
    }

    private void look() {
        servers.forEach((id, url) -> ask(url).onComplete(answer -> {
            if (answer.succeeded()) {
                failures.remove(id);
                settle(id, answer.result());
            } else if (failures.merge(id, 1, Integer::sum) >= PATIENCE) {
                settle(id, null);
            }
        }));
    }

    private void settle(String id, @Nullable List<String> models) {
        var before = models == null || !servers.containsKey(id) ? found.remove(id) : found.put(id, models);
        boolean changed = models == null ? before != null : !models.equals(before);
        if (changed) {
            onChange.accept(Map.copyOf(found));
        }
    }

    private Future<List<String>> ask(URI url) {
        var options = new RequestOptions()
                .setAbsoluteURI(url + "/models")
                .setMethod(HttpMethod.GET)
                .setConnectTimeout(config.timeout().toMillis())
                .setIdleTimeout(config.timeout().toMillis());
        if (client == null) {
            return Future.failedFuture("not started");
        }
        return client.request(options)
                .compose(request -> request.send())
                .compose(ModelProbe::body)
                .timeout(config.timeout().toMillis() * 2, TimeUnit.MILLISECONDS)
                .map(ModelProbe::names);
    }

    /// Whatever its length is said to be, more than fits is not taken.
    private static Future<Buffer> body(HttpClientResponse response) {
        Promise<Buffer> promise = Promise.promise();
        var body = Buffer.buffer();
        response.exceptionHandler(promise::tryFail);
        response.endHandler(v -> promise.tryComplete(body));
        response.handler(bytes -> {
            if (response.statusCode() == 200 && body.length() + bytes.length() <= MAX_ANSWER) {
                body.appendBuffer(bytes);
            } else if (promise.tryFail("no list of models")) {
                response.request().reset();
            }
        });
        return promise.future();
    }

    private static List<String> names(Buffer body) {
        var names = new ArrayList<String>();
        try {
            var data = new JsonObject(body).getJsonArray("data");
            for (int i = 0; data != null && i < Math.min(data.size(), MAX_MODELS); i++) {
                if (data.getValue(i) instanceof JsonObject model && model.getValue("id") instanceof String name) {
                    names.add(name);
                }
            }
        } catch (DecodeException | ClassCastException e) {
            return List.of();
        }
        return List.copyOf(names);
    }
}
