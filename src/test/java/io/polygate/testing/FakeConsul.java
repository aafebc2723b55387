package io.polygate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A Consul agent as far as services and single keys go, as its API documents it: registration with TTL and HTTP
/// checks, the health endpoint with `passing` and `tag`, blocking queries by `index` and `wait`, and ACL tokens.
///
/// It can be killed and come back on the same port having forgotten everything.
public final class FakeConsul implements AutoCloseable {

    /// One loop, as what it knows is for one thread.
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient checks = vertx.createHttpClient();
    private final Map<String, Service> services = new LinkedHashMap<>();
    private final Map<String, Text> values = new LinkedHashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile String token = "";
    private volatile int failing;
    private volatile boolean dead;
    private volatile int port;
    private final @Nullable SelfSignedCertificate certificate;
    private long index = 100;
    private HttpServer server;

    public FakeConsul() {
        this(null);
    }

    /// One that is spoken with over TLS, as `localhost`.
    public FakeConsul(@Nullable SelfSignedCertificate certificate) {
        this.certificate = certificate;
        listen();
    }

    private static final class Service {
        private final JsonObject said;
        private String status;
        private long timer = -1;

        Service(JsonObject said, String status) {
            this.said = said;
            this.status = status;
        }
    }

    private void listen() {
        var options = new HttpServerOptions().setSsl(certificate != null);
        if (certificate != null) {
            options.setKeyCertOptions(certificate.keyCertOptions());
        }
        server = Wait.on(vertx.createHttpServer(options)
                .requestHandler(this::handle)
                .exceptionHandler(e -> {})
                .listen(port, "127.0.0.1"));
        port = server.actualPort();
    }

    public String address() {
        return (certificate == null ? "http://127.0.0.1:" : "https://localhost:") + port;
    }

    public Vertx vertx() {
        return vertx;
    }

    /// Who doesn't show it is answered 403.
    public FakeConsul token(String wanted) {
        token = wanted;
        return this;
    }

    /// Every request is answered with this status; 0 as usual.
    public void fails(int status) {
        failing = status;
    }

    /// The paths that were asked for, with their queries.
    public List<String> seen() {
        return seen;
    }

    /// Closes every connection and answers no more, not even who connects at the last moment.
    public void kill() {
        dead = true;
        Wait.on(server.close());
        on(() -> {
            waiting.clear();
            return null;
        });
    }

    /// Comes back where it was, with an empty catalogue and a low index.
    public void comeBackEmpty() {
        on(() -> {
            services.values().forEach(service -> vertx.cancelTimer(service.timer));
            services.clear();
            values.clear();
            index = 1;
            dead = false;
            return null;
        });
        listen();
    }

    /// Loses everything and begins to count anew, without a connection lost.
    public void forget() {
        on(() -> {
            services.clear();
            values.clear();
            index = 0;
            changed();
            return null;
        });
    }

    /// As `PUT /v1/agent/service/register`.
    public void register(JsonObject service) {
        on(() -> {
            put(service);
            return null;
        });
    }

    /// A service without a check, with the meta in pairs.
    public void register(String name, String id, int at, List<String> tags, String... meta) {
        var said = new JsonObject();
        for (int i = 0; i < meta.length; i += 2) {
            said.put(meta[i], meta[i + 1]);
        }
        register(new JsonObject()
                .put("ID", id)
                .put("Name", name)
                .put("Address", "127.0.0.1")
                .put("Port", at)
                .put("Tags", new JsonArray(tags))
                .put("Meta", said));
    }

    public void deregister(String id) {
        on(() -> {
            remove(id);
            return null;
        });
    }

    /// Its check says something else: `passing`, `warning` or `critical`.
    public void status(String id, String status) {
        on(() -> {
            set(services.get(id), status);
            return null;
        });
    }

    /// What was registered by that id, or null.
    public JsonObject service(String id) {
        return on(() -> services.containsKey(id) ? services.get(id).said : null);
    }

    public List<String> ids() {
        return on(() -> List.copyOf(services.keySet()));
    }

    private <T> T on(Supplier<T> action) {
        return Wait.on(Future.<T>future(promise -> vertx.runOnContext(v -> promise.complete(action.get()))));
    }

    private void handle(HttpServerRequest request) {
        if (dead) {
            request.connection().close();
            return;
        }
        seen.add(request.uri());
        request.body().onSuccess(body -> {
            if (failing != 0) {
                request.response().setStatusCode(failing).end("No cluster leader");
            } else if (!token.isEmpty() && !token.equals(request.getHeader("X-Consul-Token"))) {
                request.response().setStatusCode(403).end("Permission denied");
            } else {
                answer(request, body.length() == 0 ? new JsonObject() : new JsonObject(body));
            }
        });
    }

    private void answer(HttpServerRequest request, JsonObject body) {
        var path = request.path();
        var last = path.substring(path.lastIndexOf('/') + 1);
        if (path.equals("/v1/agent/service/register")) {
            put(body);
            request.response().end();
        } else if (path.startsWith("/v1/agent/service/deregister/")) {
            request.response()
                    .setStatusCode(services.containsKey(last) ? 200 : 404)
                    .end();
            remove(last);
        } else if (path.equals("/v1/agent/services")) {
            var all = new JsonObject();
            services.forEach((id, service) -> all.put(id, listed(service)));
            request.response().end(all.toBuffer());
        } else if (path.startsWith("/v1/agent/service/")) {
            var known = services.get(last);
            request.response()
                    .setStatusCode(known == null ? 404 : 200)
                    .end(known == null ? "unknown service ID" : listed(known).encode());
        } else if (path.startsWith("/v1/agent/check/pass/service:")) {
            var known = services.get(last.substring("service:".length()));
            request.response().setStatusCode(known == null ? 404 : 200).end();
            set(known, "passing");
        } else if (path.startsWith("/v1/kv/")) {
            value(request, URLDecoder.decode(path.substring("/v1/kv/".length()), UTF_8));
        } else if (path.startsWith("/v1/health/service/")) {
            health(request, last);
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    /// Answers at once what is newer than the index, else when something changes or the wait is over.
    private void health(HttpServerRequest request, String name) {
        var query = request.params();
        long after = Long.parseLong(query.contains("index") ? query.get("index") : "0");
        if (after == 0 || index > after) {
            list(request, name, query);
            return;
        }
        var answered = new boolean[1];
        Runnable answer = () -> {
            if (!answered[0]) {
                answered[0] = true;
                list(request, name, query);
            }
        };
        waiting.add(answer);
        vertx.setTimer(millis(query.contains("wait") ? query.get("wait") : "5m"), id -> answer.run());
    }

    /// Without the key a query does not wait: nobody here has an index to wait on.
    private void value(HttpServerRequest request, String name) {
        var query = request.params();
        long after = Long.parseLong(query.contains("index") ? query.get("index") : "0");
        var value = values.get(name);
        if (value == null || value.index > after) {
            tell(request, name);
            return;
        }
        var answered = new boolean[1];
        Runnable answer = () -> {
            if (!answered[0]) {
                answered[0] = true;
                tell(request, name);
            }
        };
        waiting.add(answer);
        vertx.setTimer(millis(query.contains("wait") ? query.get("wait") : "5m"), id -> answer.run());
    }

    private void tell(HttpServerRequest request, String name) {
        var value = values.get(name);
        var response = request.response().putHeader("X-Consul-Index", String.valueOf(index));
        if (value == null) {
            response.setStatusCode(404).end();
            return;
        }
        response.end(new JsonArray()
                .add(new JsonObject()
                        .put("Key", name)
                        .put("Flags", 0)
                        .put("LockIndex", 0)
                        .put("CreateIndex", value.index)
                        .put("ModifyIndex", value.index)
                        .put("Value", Base64.getEncoder().encodeToString(value.text.getBytes(UTF_8))))
                .toBuffer());
    }

    /// As `PUT /v1/kv/KEY`; null deletes it.
    public void put(String key, @Nullable String text) {
        on(() -> {
            if (text == null) {
                values.remove(key);
            } else {
                values.put(key, new Text(text, index + 1));
            }
            changed();
            return null;
        });
    }

    private record Text(String text, long index) {}

    private void list(HttpServerRequest request, String name, MultiMap query) {
        var list = new JsonArray();
        for (var service : services.values()) {
            boolean fits = service.said.getString("Name").equals(name)
                    && (!query.contains("passing") || service.status.equals("passing"))
                    && (!query.contains("tag")
                            || service.said
                                    .getJsonArray("Tags", new JsonArray())
                                    .contains(query.get("tag")));
            if (fits) {
                list.add(new JsonObject()
                        .put("Node", new JsonObject().put("Node", "here").put("Address", "127.0.0.1"))
                        .put("Service", listed(service))
                        .put("Checks", new JsonArray().add(new JsonObject().put("Status", service.status))));
            }
        }
        request.response()
                .putHeader("X-Consul-Index", String.valueOf(index))
                .putHeader("X-Consul-KnownLeader", "true")
                .putHeader("X-Consul-LastContact", "0")
                .end(list.toBuffer());
    }

    private static JsonObject listed(Service service) {
        var said = service.said;
        return new JsonObject()
                .put("ID", said.getString("ID", said.getString("Name")))
                .put("Service", said.getString("Name"))
                .put("Tags", said.getJsonArray("Tags", new JsonArray()))
                .put("Meta", said.getJsonObject("Meta", new JsonObject()))
                .put("Address", said.getString("Address", ""))
                .put("Port", said.getInteger("Port", 0));
    }

    private void put(JsonObject said) {
        var id = said.getString("ID", said.getString("Name"));
        var before = services.get(id);
        if (before != null) {
            vertx.cancelTimer(before.timer);
        }
        var check = said.getJsonObject("Check");
        var service = new Service(said, check == null ? "passing" : check.getString("Status", "critical"));
        services.put(id, service);
        changed();
        if (check != null && check.getString("HTTP") != null) {
            service.timer = vertx.setPeriodic(1, millis(check.getString("Interval")), timer -> ask(service, check));
        }
    }

    private void ask(Service service, JsonObject check) {
        var options = new RequestOptions().setMethod(HttpMethod.GET).setAbsoluteURI(check.getString("HTTP"));
        checks.request(options)
                .compose(request -> request.send())
                .map(response -> response.statusCode() / 100 == 2 ? "passing" : "critical")
                .otherwise("critical")
                .onSuccess(status -> set(service, status));
    }

    private void set(Service service, String status) {
        if (service != null && !service.status.equals(status)) {
            service.status = status;
            changed();
        }
    }

    private void remove(String id) {
        var gone = services.remove(id);
        if (gone != null) {
            vertx.cancelTimer(gone.timer);
            changed();
        }
    }

    private void changed() {
        index++;
        var due = List.copyOf(waiting);
        waiting.clear();
        due.forEach(Runnable::run);
    }

    private static long millis(String time) {
        var unit = time.replaceAll("[0-9]", "");
        long number = Long.parseLong(time.replaceAll("[^0-9]", ""));
        return switch (unit) {
            case "ms" -> number;
            case "s" -> Duration.ofSeconds(number).toMillis();
            default -> TimeUnit.MINUTES.toMillis(number);
        };
    }

    @Override
    public void close() {
        Wait.on(vertx.close());
    }
}
