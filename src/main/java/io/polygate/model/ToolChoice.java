package io.polygate.model;

import java.util.List;

/// Which tools the model may or must call. Without names: any of them; with names: only these.
public record ToolChoice(Mode mode, List<String> names) {

    public enum Mode {
        AUTO,
        NONE,
        REQUIRED
    }

    public ToolChoice {
        names = List.copyOf(names);
    }

    public static ToolChoice of(Mode mode) {
        return new ToolChoice(mode, List.of());
    }

    public static ToolChoice named(String name) {
        return new ToolChoice(Mode.REQUIRED, List.of(name));
    }
}
