package io.polygate.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Lays what an operator's file says of a vendor over what is known of it already: what the file leaves out stays.
final class PresetOverlay {

    /// The lists whose items are told apart by a key, so that one of them can be changed or added. Any other list is
    /// the operator's own.
    private static final Map<String, String> KEYS = Map.of("models", "id", "also", "dialect", "pricing", "region");

    private static final String ADDRESSES = "base-urls";

    private PresetOverlay() {}

    /// Both are used up. A region that is new stands before those that are known: the first is the default, and who
    /// names an address means it to be used.
    static Value.Mapping merged(Value.Mapping known, Value.Mapping said) {
        KEYS.forEach((list, key) -> {
            if (known.values().get(list) instanceof Value.Sequence under
                    && said.values().get(list) instanceof Value.Sequence over) {
                var items = merged(under.items(), over.items(), key);
                said.put(list, new Value.Sequence(items, over.origin()), said.keyOrigin(list));
            }
        });
        return over(known, said);
    }

    private static Value.Mapping over(Value.Mapping known, Value.Mapping said) {
        if (known.values().get(ADDRESSES) instanceof Value.Mapping under
                && said.values().get(ADDRESSES) instanceof Value.Mapping over) {
            var addresses = Value.Mapping.empty(over.origin());
            over.values().forEach((region, address) -> {
                if (!under.values().containsKey(region)) {
                    addresses.put(region, address, over.keyOrigin(region));
                }
            });
            under.values().forEach((region, address) -> addresses.put(region, address, under.keyOrigin(region)));
            known.put(ADDRESSES, addresses, known.keyOrigin(ADDRESSES));
        }
        Overlay.merged(known, said);
        return known;
    }

    private static List<Value> merged(List<Value> under, List<Value> over, String key) {
        var items = new ArrayList<>(under);
        for (var item : over) {
            var name = name(item, key);
            var same = under.stream()
                    .filter(known -> name(known, key).equals(name))
                    .findFirst();
            if (same.isEmpty()) {
                items.add(item);
            } else {
                items.set(under.indexOf(same.get()), one(same.get(), item));
            }
        }
        return items;
    }

    private static Value one(Value known, Value said) {
        return known instanceof Value.Mapping under && said instanceof Value.Mapping over ? over(under, over) : said;
    }

    /// Empty where it is left out, as the region of a price that holds everywhere.
    private static String name(Value item, String key) {
        return item instanceof Value.Mapping mapping && mapping.values().get(key) instanceof Value.Scalar scalar
                ? scalar.text()
                : "";
    }
}
