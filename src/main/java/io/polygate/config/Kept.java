package io.polygate.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What was read before, so that what is read again is the same object: then a large file is in memory once however
/// often it is read, and who compares sees at once what did not change. For immutable values; for one thread at a time.
final class Kept {

    private Map<Object, Object> before = Map.of();
    private Map<Object, Object> now = new HashMap<>();

    /// Takes over what another reading left.
    void take(GatewayConfig config) {
        config.models().forEach(this::same);
        config.effective().entries().forEach(this::takeAll);
        settle(true);
    }

    private void takeAll(Entry entry) {
        switch (entry) {
            case Entry.Leaf leaf -> same(leaf);
            case Entry.Leaves leaves -> same(leaves);
            case Entry.Group group -> group.entries().forEach(this::takeAll);
            case Entry.Groups groups -> groups.items().forEach(this::takeItem);
        }
    }

    private void takeItem(List<Entry> item) {
        item.forEach(this::takeAll);
        same(item);
    }

    /// The one that is known, where there is one that is equal.
    @SuppressWarnings("unchecked")
    <T> T same(T read) {
        var known = now.get(read);
        if (known == null) {
            known = before.getOrDefault(read, read);
            now.put(known, known);
        }
        return (T) known;
    }

    /// A reading has ended: what it did not come across is forgotten, or all of it where it is not to hold.
    void settle(boolean holds) {
        before = holds ? now : before;
        now = new HashMap<>();
    }
}
