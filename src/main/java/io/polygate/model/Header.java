package io.polygate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One header line; the name is in lower case.
public record Header(String name, String value) {

    /// The first value of a header among them, or null. `name` in lower case.
    public static @Nullable String first(List<Header> headers, String name) {
        for (var header : headers) {
            if (header.name().equals(name)) {
                return header.value();
            }
        }
        return null;
    }
}
