package io.polygate.model;

/// A JSON value that is carried as it was written: a schema, a vendor's own field, what only its sender understands.
public record RawJson(String text) {

    @Override
    public String toString() {
        return text;
    }
}
