package io.polygate.door.graphql;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An input object that the schema has checked, and where it stands.
record Input(String path, Map<String, Object> values) {

    /// @throws GatewayException where there is none
    @SuppressWarnings("unchecked")
    static Input of(String path, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Input(path, (Map<String, Object>) map);
        }
        throw GatewayError.field(ErrorKind.INVALID_FIELD, path, path + ": not an object")
                .asException();
    }

    @Nullable
    Object get(String name) {
        return values.get(name);
    }

    @Nullable
    String text(String name) {
        return values.get(name) instanceof String text ? text : null;
    }

    /// Of a field that the schema demands.
    String must(String name) {
        var text = text(name);
        return text == null ? "" : text;
    }

    void text(String name, Consumer<String> then) {
        var text = text(name);
        if (text != null) {
            then.accept(text);
        }
    }

    void whole(String name, Consumer<Long> then) {
        if (values.get(name) instanceof Number number) {
            then.accept(number.longValue());
        }
    }

    void real(String name, Consumer<Double> then) {
        if (values.get(name) instanceof Number number) {
            then.accept(number.doubleValue());
        }
    }

    void flag(String name, Consumer<Boolean> then) {
        if (values.get(name) instanceof Boolean flag) {
            then.accept(flag);
        }
    }

    void object(String name, Consumer<Input> then) {
        if (values.get(name) != null) {
            then.accept(of(path + "." + name, values.get(name)));
        }
    }

    /// Each of a list of objects.
    void objects(String name, Consumer<Input> then) {
        int at = 0;
        for (var item : list(name)) {
            then.accept(of(path + "." + name + "[" + at++ + "]", item));
        }
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        list(name).forEach(item -> texts.add(String.valueOf(item)));
        return texts;
    }

    private List<?> list(String name) {
        return values.get(name) instanceof List<?> list ? list : List.of();
    }

    /// A JSON value as text; a text is taken as JSON text.
    void json(String name, Consumer<String> then) {
        var value = values.get(name);
        if (value != null) {
            then.accept(value instanceof String text ? text : JsonValues.text(value));
        }
    }

    GatewayException invalid(String name, String what) {
        var at = name.isEmpty() ? path : path + "." + name;
        return GatewayError.field(ErrorKind.INVALID_FIELD, at, at + ": " + what).asException();
    }
}
