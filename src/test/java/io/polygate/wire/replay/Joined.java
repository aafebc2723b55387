package io.polygate.wire.replay;

import io.polygate.wire.Dialect;
import io.polygate.wire.Target;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// A dialect that takes part in the replay tests.
///
/// `apis` are the recordings' names of it, `reader` tells what they say, `target` what a recording is decoded for, and
/// `sayable` leaves of a meaning what the dialect can express (one choice, no refusal of its own …).
record Joined(
        Dialect dialect,
        Set<String> apis,
        MeaningReader reader,
        Function<Recording, Target> target,
        UnaryOperator<Meaning> sayable) {

    @Override
    public String toString() {
        return dialect.name();
    }
}
