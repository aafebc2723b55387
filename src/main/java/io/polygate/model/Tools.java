package io.polygate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tools of a request, in the caller's order. `parallel` is whether several may be called in one turn.
public record Tools(
        List<Tool> list,
        @Nullable ToolChoice choice,
        @Nullable Boolean parallel) {

    public static final Tools NONE = new Tools(List.of(), null, null);

    public Tools {
        list = List.copyOf(list);
    }
}
