package io.polygate.routing.endpoint;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an endpoint says of its models, where it is asked. Told on one context, read by every thread.
final class ModelRooms {

    private volatile Map<String, ModelRoom> rooms = Map.of();
    private volatile boolean asked;
    private volatile boolean answered;

    void told(Map<String, ModelSlots> models) {
        var known = rooms;
        var next = new HashMap<String, ModelRoom>();
        models.forEach((model, said) -> {
            var room = known.get(model);
            next.put(model, room == null ? new ModelRoom(said) : room.told(said));
        });
        rooms = Map.copyOf(next);
        asked = true;
        answered = true;
    }

    void silent() {
        asked = true;
    }

    /// It stands elsewhere now, or speaks otherwise.
    void forget() {
        rooms = Map.of();
        asked = false;
        answered = false;
    }

    /// Whether it was asked, whatever came of it.
    boolean asked() {
        return asked;
    }

    /// Whether it ever told.
    boolean answered() {
        return answered;
    }

    boolean any() {
        return !rooms.isEmpty();
    }

    /// Whether the endpoint says that it can use the model now, as far as it says anything.
    boolean works(String model) {
        var room = of(model);
        return room == null || room.works();
    }

    /// The room of a model; null where nothing was said of it.
    @Nullable
    ModelRoom of(String model) {
        var known = rooms;
        return known.isEmpty() ? null : known.get(model);
    }
}
