package io.polygate.provider.mock;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.GatewayException;
import io.polygate.wire.json.Json;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How a call wants to be treated: in the request's `metadata`, whose values are strings in OpenAI's clients, or behind
/// an `@` in the model's name (`mock/echo@delay=50ms,fault=cut`). Metadata wins.
///
/// | metadata | in the name | |
/// |---|---|---|
/// | `mock_delay` | `delay` | the wait before each token, at most a minute: `50ms`, `2s`, `20` (ms) |
/// | `mock_tokens` | `tokens` | how many tokens of text, 1 – 10000 |
/// | `mock_fault` | `fault` | a status (`429`), `hang`, `reset`, `cut`, `error-event` |
/// | `mock_after` | `after` | how many tokens come before the fault |
record Behaviour(Duration delay, @Nullable Integer tokens, Fault fault, int status, int after) {

    private static final String PREFIX = "mock_";
    private static final int MAX_TOKENS = 10_000;
    private static final Duration MAX_DELAY = Duration.ofMinutes(1);

    static Behaviour of(String model, @Nullable Json metadata) {
        var wishes = new LinkedHashMap<String, Wish>();
        fromName(model, wishes);
        if (metadata != null) {
            for (var member : metadata.members()) {
                if (member.name().startsWith(PREFIX)) {
                    var text = member.value().asString();
                    var wish = new Wish(
                            "metadata." + member.name(),
                            text == null ? member.value().raw() : text);
                    wishes.put(member.name().substring(PREFIX.length()), wish);
                }
            }
        }
        return of(wishes);
    }

    private static void fromName(String model, Map<String, Wish> wishes) {
        int at = model.indexOf('@');
        if (at < 0) {
            return;
        }
        for (var pair : model.substring(at + 1).split(",")) {
            int equals = pair.indexOf('=');
            if (equals < 0) {
                throw new Wish("model", pair).refused("key=value behind the @");
            }
            wishes.put(pair.substring(0, equals), new Wish("model", pair.substring(equals + 1)));
        }
    }

    private static Behaviour of(Map<String, Wish> wishes) {
        var delay = wishes.remove("delay");
        var tokens = wishes.remove("tokens");
        var fault = wishes.remove("fault");
        var after = wishes.remove("after");
        if (!wishes.isEmpty()) {
            var first = wishes.entrySet().iterator().next();
            throw new Wish(first.getValue().path, first.getKey()).refused("one of delay, tokens, fault, after");
        }
        var kind = fault == null ? Fault.NONE : fault.fault();
        return new Behaviour(
                delay == null ? Duration.ZERO : delay.delay(),
                tokens == null ? null : tokens.number(1),
                kind,
                fault != null && kind == Fault.STATUS ? Integer.parseInt(fault.value) : 0,
                after == null ? kind.usualAfter() : after.number(0));
    }

    /// Whether the fault is due before `part`, after `sent` tokens: at the end at the latest.
    boolean strikes(int sent, Answer.Part part) {
        return fault != Fault.NONE && (fault == Fault.STATUS || sent >= after || part.closing());
    }

    /// One value and where it stood.
    private record Wish(String path, String value) {

        GatewayException refused(String expected) {
            var shown = value.length() > 40 ? value.substring(0, 40) + "…" : value;
            var message = path + ": \"" + shown + "\" (expected: " + expected + ")";
            return GatewayError.field(ErrorKind.INVALID_FIELD, path, message).asException();
        }

        Duration delay() {
            if (!value.matches("\\d{1,6}(ms|s)?")) {
                throw refused("a duration such as 50ms or 2s");
            }
            long number = Long.parseLong(value.replaceAll("\\D", ""));
            var delay = value.endsWith("s") && !value.endsWith("ms")
                    ? Duration.ofSeconds(number)
                    : Duration.ofMillis(number);
            if (delay.compareTo(MAX_DELAY) > 0) {
                throw refused("at most " + MAX_DELAY.toSeconds() + "s");
            }
            return delay;
        }

        int number(int least) {
            int number = value.matches("\\d{1,6}") ? Integer.parseInt(value) : -1;
            if (number < least || number > MAX_TOKENS) {
                throw refused("a number from " + least + " to " + MAX_TOKENS);
            }
            return number;
        }

        Fault fault() {
            if (value.matches("[45]\\d\\d")) {
                return Fault.STATUS;
            }
            for (var fault : Fault.values()) {
                if (fault.word().equals(value)) {
                    return fault;
                }
            }
            var words = Arrays.stream(Fault.values()).map(Fault::word).collect(Collectors.joining(", "));
            throw refused("one of " + words);
        }
    }
}
