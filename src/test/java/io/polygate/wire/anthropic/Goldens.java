package io.polygate.wire.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Hand-made files beside the tests: what goes over the wire, to the byte.
final class Goldens {

    private Goldens() {}

    static String text(String name) {
        try (var file = Goldens.class.getResourceAsStream("/golden/anthropic/" + name)) {
            if (file == null) {
                throw new IllegalArgumentException("no golden " + name);
            }
            return new String(file.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
