package io.polygate.testing;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/// The API server as far as Services and EndpointSlices go, as its documentation says: lists in pages, watches from a
/// resource version, bookmarks, 410 for a version that is too old, label and field selectors of equality, bearer
/// tokens.
public final class FakeKubernetes implements AutoCloseable {

    private record Event(long version, String kind, JsonObject json) {}

    private record Watch(String kind, HttpServerRequest request) {}

    /// One loop, as what it knows is for one thread.
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final Map<String, JsonObject> objects = new LinkedHashMap<>();
    private final List<Event> events = new ArrayList<>();
    private final List<Watch> watches = new ArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile String token = "";
    private volatile int pageSize = 500;
    private volatile int failing;
    private volatile boolean servicesForbidden;
    private volatile boolean dead;
    private long version = 1000;
    private long oldest = 1000;
    private HttpServer server;
    private int port;

    public FakeKubernetes() {
        listen();
    }

    private void listen() {
        server = Wait.on(vertx.createHttpServer()
                .requestHandler(this::handle)
                .exceptionHandler(e -> {})
                .listen(port, "127.0.0.1"));
        port = server.actualPort();
    }

    public String address() {
        return "http://127.0.0.1:" + port;
    }

    public Vertx vertx() {
        return vertx;
    }

    public List<String> seen() {
        return seen;
    }

    public FakeKubernetes token(String wanted) {
        token = wanted;
        return this;
    }

    /// Lists come in pages of so many, whatever the client allows.
    public FakeKubernetes pages(int size) {
        pageSize = size;
        return this;
    }

    /// Every request is answered with this status; 0 as usual.
    public void fails(int status) {
        failing = status;
    }

    public FakeKubernetes forbidServices() {
        servicesForbidden = true;
        return this;
    }

    public void service(String name, String... annotations) {
        var said = new JsonObject();
        for (int i = 0; i < annotations.length; i += 2) {
            said.put(annotations[i], annotations[i + 1]);
        }
        put("services", name, new JsonObject().put("annotations", said), new JsonObject());
    }

    /// A slice of a service with a port `http` and one `grpc`; addresses that begin with `!` are not ready.
    public void slice(String name, String service, int httpPort, String... addresses) {
        var endpoints = new JsonArray();
        for (var address : addresses) {
            endpoints.add(new JsonObject()
                    .put("addresses", new JsonArray().add(address.replace("!", "")))
                    .put("conditions", new JsonObject().put("ready", !address.startsWith("!")))
                    .put("zone", "zone-1"));
        }
        var ports = new JsonArray()
                .add(new JsonObject().put("name", "grpc").put("port", 5001))
                .add(new JsonObject().put("name", "http").put("port", httpPort));
        var meta = new JsonObject().put("labels", new JsonObject().put("kubernetes.io/service-name", service));
        put(
                "endpointslices",
                name,
                meta,
                new JsonObject()
                        .put("addressType", addresses[0].contains(":") ? "IPv6" : "IPv4")
                        .put("endpoints", endpoints)
                        .put("ports", ports));
    }

    public void delete(String kind, String name) {
        on(() -> {
            var gone = objects.remove(kind + "/" + name);
            gone.getJsonObject("metadata").put("resourceVersion", String.valueOf(++version));
            tell(kind, "DELETED", gone);
            return null;
        });
    }

    /// Sends every watch the version that it is at.
    public void bookmark() {
        on(() -> {
            version++;
            List.copyOf(watches).forEach(watch -> watch.request
                    .response()
                    .write(new JsonObject()
                                    .put("type", "BOOKMARK")
                                    .put(
                                            "object",
                                            new JsonObject()
                                                    .put(
                                                            "metadata",
                                                            new JsonObject()
                                                                    .put("resourceVersion", String.valueOf(version))))
                                    .encode()
                            + "\n"));
            return null;
        });
    }

    /// Ends all watches, as a server does after a while.
    public void endWatches() {
        on(() -> {
            var open = List.copyOf(watches);
            watches.clear();
            open.forEach(watch -> watch.request.response().end());
            return null;
        });
    }

    /// Forgets what happened before now: a watch from an older version is told 410.
    public void compact() {
        on(() -> {
            oldest = ++version;
            events.clear();
            return null;
        });
    }

    public int watching() {
        return on(watches::size);
    }

    /// Nobody is answered, not even who connects at the last moment.
    public void kill() {
        dead = true;
        Wait.on(server.close());
        on(() -> {
            var open = List.copyOf(watches);
            watches.clear();
            open.forEach(watch -> watch.request.connection().close());
            return null;
        });
    }

    public void comeBack() {
        dead = false;
        listen();
    }

    private void put(String kind, String name, JsonObject meta, JsonObject rest) {
        on(() -> {
            boolean there = objects.containsKey(kind + "/" + name);
            var object = rest.copy()
                    .put("metadata", meta.copy().put("name", name).put("resourceVersion", String.valueOf(++version)));
            objects.put(kind + "/" + name, object);
            tell(kind, there ? "MODIFIED" : "ADDED", object);
            return null;
        });
    }

    private <T> T on(Supplier<T> action) {
        return Wait.on(Future.<T>future(promise -> vertx.runOnContext(v -> promise.complete(action.get()))));
    }

    private void tell(String kind, String type, JsonObject object) {
        var event = new Event(version, kind, new JsonObject().put("type", type).put("object", object.copy()));
        events.add(event);
        List.copyOf(watches).forEach(watch -> send(watch, event));
    }

    private static void send(Watch watch, Event event) {
        if (watch.kind.equals(event.kind) && chosen(watch.request, event.json.getJsonObject("object"))) {
            watch.request.response().write(event.json.encode() + "\n");
        }
    }

    private void handle(HttpServerRequest request) {
        if (dead) {
            request.connection().close();
            return;
        }
        seen.add(request.uri());
        var path = request.path();
        var kind = path.substring(path.lastIndexOf('/') + 1);
        var known = List.of("/api/v1/namespaces/ai/services", "/apis/discovery.k8s.io/v1/namespaces/ai/endpointslices");
        if (failing != 0) {
            refuse(request, failing);
        } else if (!token.isEmpty() && !("Bearer " + token).equals(request.getHeader("authorization"))) {
            refuse(request, 401);
        } else if (!known.contains(path)) {
            refuse(request, 404);
        } else if (servicesForbidden && kind.equals("services")) {
            refuse(request, 403);
        } else if ("1".equals(request.getParam("watch"))) {
            watch(request, kind);
        } else {
            list(request, kind);
        }
    }

    private static void refuse(HttpServerRequest request, int status) {
        request.response()
                .setStatusCode(status)
                .end(new JsonObject().put("kind", "Status").put("code", status).toBuffer());
    }

    private void list(HttpServerRequest request, String kind) {
        var next = request.getParam("continue");
        int from = next == null ? 0 : Integer.parseInt(next);
        var chosen = objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(kind + "/"))
                .map(Map.Entry::getValue)
                .filter(object -> chosen(request, object))
                .toList();
        int to = Math.min(chosen.size(), from + Math.min(pageSize, Integer.parseInt(request.getParam("limit"))));
        var meta = new JsonObject().put("resourceVersion", String.valueOf(version));
        if (to < chosen.size()) {
            meta.put("continue", String.valueOf(to));
        }
        request.response()
                .end(new JsonObject()
                        .put("metadata", meta)
                        .put("items", new JsonArray(new ArrayList<>(chosen.subList(from, to))))
                        .toBuffer());
    }

    private void watch(HttpServerRequest request, String kind) {
        HttpServerResponse response = request.response().setChunked(true);
        long from = Long.parseLong(request.getParam("resourceVersion"));
        if (from < oldest) {
            response.end(new JsonObject()
                            .put("type", "ERROR")
                            .put(
                                    "object",
                                    new JsonObject().put("kind", "Status").put("code", 410))
                            .encode()
                    + "\n");
            return;
        }
        var watch = new Watch(kind, request);
        events.stream().filter(event -> event.version > from).forEach(event -> send(watch, event));
        watches.add(watch);
        response.exceptionHandler(e -> watches.remove(watch)).closeHandler(v -> watches.remove(watch));
        if (!response.headWritten()) {
            response.writeHead();
        }
    }

    private static boolean chosen(HttpServerRequest request, JsonObject object) {
        var meta = object.getJsonObject("metadata");
        var fields = request.getParam("fieldSelector");
        if (fields != null && !fields.equals("metadata.name=" + meta.getString("name"))) {
            return false;
        }
        var labels = request.getParam("labelSelector");
        var has = meta.getJsonObject("labels", new JsonObject());
        return labels == null
                || Arrays.stream(labels.split(","))
                        .map(pair -> pair.split("=", 2))
                        .allMatch(pair -> pair[1].equals(has.getString(pair[0])));
    }

    @Override
    public void close() {
        Wait.on(vertx.close());
    }
}
