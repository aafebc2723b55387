package io.polygate.wire.anthropic;

import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lists of models (`GET /v1/models`), from the gateway's own `[{"name", "provider"}]`.
public final class AnthropicModels {

    /// The gateway knows no creation date of a model; clients demand one.
    private static final String CREATED = "2023-11-14T22:13:20Z";

    private AnthropicModels() {}

    /// Which models a caller wants: at most `limit`, those behind `afterId` or before `beforeId`.
    public record Page(
            int limit, @Nullable String afterId, @Nullable String beforeId) {

        /// Anthropic's own default and maximum.
        public static final int DEFAULT_LIMIT = 20;

        public static final int MAX_LIMIT = 1000;

        public static final Page FIRST = new Page(DEFAULT_LIMIT, null, null);
    }

    /// `{"data": [model], "has_more", "first_id", "last_id"}`.
    public static Buffer list(Buffer models, Page page) {
        var all = Json.parse(models).items();
        var from = page.afterId() == null ? 0 : place(all, page.afterId()) + 1;
        var to = page.beforeId() == null ? all.size() : Math.max(0, place(all, page.beforeId()));
        var limit = Math.clamp(page.limit(), 1, Page.MAX_LIMIT);
        var backwards = page.beforeId() != null && page.afterId() == null;
        var first = backwards ? Math.max(from, to - limit) : Math.min(from, to);
        var last = backwards ? to : Math.min(to, first + limit);
        var json = new JsonWriter(512).object().name("data").array();
        all.subList(first, last).forEach(model -> write(json, model));
        json.endArray().field("has_more", backwards ? first > from : last < to);
        json.rawField("first_id", first < last ? id(all.get(first)) : "null");
        json.rawField("last_id", first < last ? id(all.get(last - 1)) : "null");
        return json.endObject().toBuffer();
    }

    /// The first model alone.
    public static Buffer one(Buffer models) {
        var json = new JsonWriter(128);
        write(json, Json.parse(models).items().getFirst());
        return json.toBuffer();
    }

    /// Where a model stands; an unknown one stands before all.
    private static int place(List<Json> models, String id) {
        for (var i = 0; i < models.size(); i++) {
            if (id.equals(models.get(i).string("name"))) {
                return i;
            }
        }
        return -1;
    }

    private static String id(Json model) {
        var name = model.raw("name");
        return name == null ? "null" : name;
    }

    private static void write(JsonWriter json, Json model) {
        var name = model.string("name");
        json.object().field("type", "model").field("id", name).field("display_name", name);
        json.field("created_at", CREATED).endObject();
    }
}
