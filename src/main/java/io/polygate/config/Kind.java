package io.polygate.config;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A type of value: how it is read, how it is written, what to say when it is wrong, and how it is treated.
///
/// `masked` turns the written text into one that may be shown. `atStart` values need a restart to change.
record Kind<T>(String expected, Parser<T> parser, Writer<T> writer, UnaryOperator<String> masked, boolean atStart) {

    /// Reads a text; null where it is not of this kind.
    interface Parser<T> {
        @Nullable
        T parse(String text);
    }

    /// Writes a value so that the parser reads the same one.
    interface Writer<T> {
        String write(T value);
    }

    static <T> Kind<T> of(String expected, Parser<T> parser, Writer<T> writer) {
        return new Kind<>(expected, parser, writer, UnaryOperator.identity(), false);
    }

    Kind<T> masked(UnaryOperator<String> mask) {
        return new Kind<>(expected, parser, writer, mask, atStart);
    }

    Kind<T> fixedAtStart() {
        return new Kind<>(expected, parser, writer, masked, true);
    }
}
