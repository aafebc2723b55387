package io.polygate.door.graphql;

import graphql.schema.DataFetchingEnvironment;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Cuts lists into pages: by the `id` of the last item seen where the answer is a plain list, else by opaque cursors.
final class Pages {

    private static final int MOST = 1000;

    private Pages() {}

    /// `first`, or null where it is not said.
    ///
    /// @throws io.polygate.model.GatewayException for one below 1
    static @Nullable Integer first(DataFetchingEnvironment field) {
        Integer first = field.getArgument("first");
        if (first != null && first < 1) {
            throw GatewayError.field(ErrorKind.INVALID_FIELD, "first", "first: " + first + " (expected: >= 1)")
                    .asException();
        }
        return first == null ? null : Integer.valueOf(Math.min(first, MOST));
    }

    static List<Map<String, Object>> cut(List<Map<String, Object>> all, DataFetchingEnvironment field) {
        var first = first(field);
        String after = field.getArgument("after");
        int from = after == null ? 0 : position(all, after) + 1;
        int to = first == null ? all.size() : Math.min(all.size(), from + first);
        return all.subList(from, to);
    }

    private static int position(List<Map<String, Object>> all, String id) {
        for (int i = 0; i < all.size(); i++) {
            if (id.equals(all.get(i).get("id"))) {
                return i;
            }
        }
        throw GatewayError.field(ErrorKind.INVALID_FIELD, "after", "after: nothing of this id is there")
                .asException();
    }

    /// A page of a list whose items keep their order, from the one after the cursor on.
    ///
    /// @param keys the items' positions in that order, ascending, as many as items
    static Map<String, Object> page(List<Map<String, Object>> all, List<String> keys, DataFetchingEnvironment field) {
        var first = first(field);
        String after = field.getArgument("after");
        int from = 0;
        if (after != null) {
            int at = keys.indexOf(key(after));
            if (at < 0) {
                throw unknownCursor();
            }
            from = at + 1;
        }
        int to = Math.min(all.size(), from + (first == null ? MOST : first));
        return page(all.subList(from, to), keys.subList(from, to), to < all.size(), all.size());
    }

    /// @param total how many there are in all; negative where nobody counts
    static Map<String, Object> page(List<Map<String, Object>> nodes, List<String> keys, boolean more, int total) {
        var edges = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < nodes.size(); i++) {
            edges.add(Map.of("cursor", cursor(keys.get(i)), "node", nodes.get(i)));
        }
        var info = new HashMap<String, Object>();
        info.put("hasNextPage", more);
        if (!keys.isEmpty()) {
            info.put("endCursor", cursor(keys.getLast()));
        }
        return Map.of("edges", edges, "nodes", nodes, "pageInfo", info, "totalCount", total);
    }

    static String cursor(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /// @throws io.polygate.model.GatewayException for what is none of our cursors
    static String key(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw unknownCursor();
        }
    }

    static io.polygate.model.GatewayException unknownCursor() {
        return GatewayError.field(
                        ErrorKind.INVALID_FIELD, "after", "after: not a cursor of this list (expected: an endCursor)")
                .asException();
    }
}
