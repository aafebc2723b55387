package io.polygate.discovery.kubernetes;

import io.polygate.discovery.Backoff;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.core.parsetools.RecordParser;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keeps a copy of a collection of the API server's: lists it in pages, then watches it from the version of the list,
/// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes.
///
/// Bookmarks move the version on; a version that is too old (410), and every failure, begins with a list again.
final class ResourceWatch {

    private static final int PAGE = 500;
    private static final int GONE = 410;
    private static final int MAX_EVENT = 4 << 20;
    private static final int WATCH_SECONDS = 60;
    private static final long SILENCE_MILLIS = 75_000;
    private static final long LIST_MILLIS = 20_000;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final ApiServer api;
    private final String path;
    private final String query;
    private final Listener listener;
    private final Backoff backoff = new Backoff(LONGEST_PAUSE);
    private Map<String, JsonObject> items = new LinkedHashMap<>();
    private String version = "";
    private @Nullable HttpClientResponse watching;
    private boolean stopped;

    /// Hears of the whole collection by name, and of the failures to get it.
    interface Listener {
        void changed(Map<String, JsonObject> items);

        void lost(String reason, int status);
    }

    /// @param query what chooses of the collection, as `labelSelector=…`, encoded; may be empty
    ResourceWatch(Vertx vertx, ApiServer api, String path, String query, Listener listener) {
        this.vertx = vertx;
        this.api = api;
        this.path = path;
        this.query = query;
        this.listener = listener;
    }

    void start() {
        list(new LinkedHashMap<>(), "");
    }

    void stop() {
        stopped = true;
        if (watching != null) {
            watching.request().reset();
        }
    }

    private void list(Map<String, JsonObject> sofar, String next) {
        if (stopped) {
            return;
        }
        var page = path + "?limit=" + PAGE + and(query) + (next.isEmpty() ? "" : "&continue=" + Encoded.of(next));
        api.get(page, LIST_MILLIS)
                .compose(response -> ok(response).compose(api.limits()::body))
                .map(JsonObject::new)
                .onSuccess(list -> listed(sofar, list))
                .onFailure(this::failed);
    }

    private void listed(Map<String, JsonObject> sofar, JsonObject list) {
        if (stopped) {
            return;
        }
        var page = list.getJsonArray("items");
        for (int i = 0; page != null && i < page.size(); i++) {
            if (page.getValue(i) instanceof JsonObject item) {
                sofar.put(name(item), item);
            }
        }
        var meta = Tree.object(list, "metadata");
        if (sofar.size() > api.limits().maxEndpoints()) {
            failed(new IllegalStateException(api.limits().tooMany()));
            return;
        }
        var next = Tree.text(meta, "continue");
        if (!next.isEmpty()) {
            list(sofar, next);
            return;
        }
        items = sofar;
        version = Tree.text(meta, "resourceVersion");
        backoff.reset();
        listener.changed(items);
        watch();
    }

    private void watch() {
        if (stopped) {
            return;
        }
        var from = path + "?watch=1&allowWatchBookmarks=true&timeoutSeconds=" + WATCH_SECONDS + "&resourceVersion="
                + Encoded.of(version) + and(query);
        api.get(from, SILENCE_MILLIS)
                .compose(ResourceWatch::ok)
                .onSuccess(this::follow)
                .onFailure(this::failed);
    }

    private void follow(HttpClientResponse response) {
        if (stopped) {
            drop(response);
            return;
        }
        watching = response;
        long begun = System.nanoTime();
        var lines =
                RecordParser.newDelimited("\n", line -> event(response, line)).maxRecordSize(MAX_EVENT);
        lines.exceptionHandler(cause -> broken(response, cause));
        response.handler(lines);
        response.exceptionHandler(cause -> broken(response, cause));
        response.endHandler(v -> {
            if (watching == response) {
                watching = null;
                vertx.setTimer(endedAtOnce(begun) ? backoff.nextMillis() : 1, id -> watch());
            }
        });
        response.resume();
    }

    private static boolean endedAtOnce(long begunNanos) {
        return System.nanoTime() - begunNanos < Duration.ofSeconds(1).toNanos();
    }

    private void event(HttpClientResponse response, Buffer line) {
        if (watching != response || line.length() == 0) {
            return;
        }
        try {
            apply(response, new JsonObject(line));
        } catch (DecodeException | ClassCastException e) {
            broken(response, e);
        }
    }

    private void apply(HttpClientResponse response, JsonObject event) {
        var object = Tree.object(event, "object");
        var type = Tree.text(event, "type");
        if (type.equals("ERROR")) {
            broken(response, new Refused(object.getInteger("code", 0)));
            return;
        }
        var seen = Tree.text(Tree.object(object, "metadata"), "resourceVersion");
        version = seen.isEmpty() ? version : seen;
        switch (type) {
            case "ADDED", "MODIFIED" -> {
                items.put(name(object), object);
                if (items.size() > api.limits().maxEndpoints()) {
                    broken(response, new IllegalStateException(api.limits().tooMany()));
                    return;
                }
            }
            case "DELETED" -> items.remove(name(object));
            default -> {
                return;
            }
        }
        backoff.reset();
        listener.changed(items);
    }

    private void broken(HttpClientResponse response, Throwable cause) {
        if (watching != response) {
            return;
        }
        watching = null;
        response.request().reset();
        failed(cause);
    }

    private void failed(Throwable cause) {
        if (stopped) {
            return;
        }
        int status = cause instanceof Refused refused ? refused.status : 0;
        if (status != GONE) {
            listener.lost(String.valueOf(cause.getMessage()), status);
        }
        vertx.setTimer(backoff.nextMillis(), id -> start());
    }

    private static Future<HttpClientResponse> ok(HttpClientResponse response) {
        if (response.statusCode() == 200) {
            return Future.succeededFuture(response);
        }
        drop(response);
        return Future.failedFuture(new Refused(response.statusCode()));
    }

    private static void drop(HttpClientResponse response) {
        response.exceptionHandler(cause -> {});
        response.request().reset();
    }

    private static String name(JsonObject item) {
        return Tree.text(Tree.object(item, "metadata"), "name");
    }

    private static String and(String query) {
        return query.isEmpty() ? "" : "&" + query;
    }

    private static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final int status;

        Refused(int status) {
            super("the API server answers " + status, null, false, false);
            this.status = status;
        }
    }
}
