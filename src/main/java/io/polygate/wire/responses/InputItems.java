package io.polygate.wire.responses;

import io.polygate.model.RawJson;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The items that a response answered, a page at a time: `GET /v1/responses/{id}/input_items` with `limit` (1 to 100,
/// else 20), `order` (`desc`, else the newest first; or `asc`) and `after` (an item's id).
public final class InputItems {

    private static final int USUAL_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    private InputItems() {}

    private record Item(String id, String json) {}

    /// The page that a query asks for.
    ///
    /// @throws io.polygate.model.GatewayException when it asks for what can't be
    public static Buffer list(List<RawJson> input, String query) {
        var wanted = new QueryText(query);
        int limit = wanted.number("limit", USUAL_LIMIT, 1, MAX_LIMIT);
        var items = ordered(input, wanted);
        int from = start(items, wanted);
        int to = Math.min(items.size(), from + limit);
        var page = items.subList(from, to);
        var json =
                new JsonWriter().object().field("object", "list").name("data").array();
        page.forEach(item -> json.raw(item.json));
        json.endArray();
        id(json, "first_id", page.isEmpty() ? null : page.getFirst().id);
        id(json, "last_id", page.isEmpty() ? null : page.getLast().id);
        return json.field("has_more", to < items.size()).endObject().toBuffer();
    }

    private static void id(JsonWriter json, String name, @Nullable String id) {
        json.name(name);
        if (id == null) {
            json.nullValue();
        } else {
            json.value(id);
        }
    }

    private static List<Item> ordered(List<RawJson> input, QueryText wanted) {
        var items = new ArrayList<Item>(input.size());
        for (int i = 0; i < input.size(); i++) {
            items.add(item(Json.parse(input.get(i).text()), i));
        }
        var order = wanted.text("order");
        if (order == null || order.equals("desc")) {
            Collections.reverse(items);
        } else if (!order.equals("asc")) {
            throw wanted.wrong("order", order, "asc or desc");
        }
        return items;
    }

    private static int start(List<Item> items, QueryText wanted) {
        var after = wanted.text("after");
        if (after == null) {
            return 0;
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i).id.equals(after)) {
                return i + 1;
            }
        }
        throw wanted.wrong("after", after, "the id of an item of this response");
    }

    /// An item as the API tells it: with an id and a type, and a message's text as a part.
    private static Item item(Json json, int position) {
        var type = json.string("type");
        boolean message = type == null || type.equals("message");
        var known = json.string("id");
        var id = known == null ? (message ? "msg_" : "item_") + position : known;
        var out = new JsonWriter().object().field("id", id).field("type", type == null ? "message" : type);
        for (var member : json.members()) {
            var text =
                    message && member.name().equals("content") ? member.value().asString() : null;
            if (text != null) {
                var kind = "assistant".equals(json.string("role")) ? "output_text" : "input_text";
                out.name("content").array().object().field("type", kind).field("text", text);
                out.endObject().endArray();
            } else if (!member.name().equals("id") && !member.name().equals("type")) {
                out.name(member.name()).raw(member.value());
            }
        }
        return new Item(id, out.endObject().toString());
    }
}
