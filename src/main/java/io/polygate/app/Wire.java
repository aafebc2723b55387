package io.polygate.app;

import io.polygate.wire.Dialect;
import io.polygate.wire.Dialects;
import io.polygate.wire.gemini.GeminiDialect;
import io.polygate.wire.openai.ChatDialect;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The dialects that this gateway speaks.
final class Wire {

    private static final List<Dialect> DIALECTS = List.of(new ChatDialect(), new GeminiDialect());

    private Wire() {}

    static Dialects dialects() {
        return new Dialects(DIALECTS.stream().collect(Collectors.toMap(Dialect::name, Function.identity())));
    }
}
