package io.polygate.wire.anthropic;

import io.polygate.model.Content;
import io.polygate.model.Seal;
import io.polygate.model.Seal.Kind;
import org.jspecify.annotations.Nullable;

/// Seals in the two places that Anthropic's blocks have for them: a `signature`, and the `data` of redacted thinking.
///
/// Clients send both back untouched, so another vendor's seal travels there too, with its origin before it.
final class Seals {

    private static final String MARK = "polygate-seal:";

    private Seals() {}

    /// What the client is given to send back.
    static String carry(Seal seal, @Nullable String id) {
        return own(seal)
                ? seal.value()
                : MARK + seal.kind() + ":" + seal.origin() + ":" + (id == null ? "" : id) + ":" + seal.value();
    }

    /// A seal, and the id that its vendor gave to the reasoning.
    record Carried(Seal seal, @Nullable String id) {}

    static @Nullable Carried read(@Nullable String text, Kind kind) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (text.startsWith(MARK)) {
            var fields = text.substring(MARK.length()).split(":", 4);
            for (var known : Kind.values()) {
                if (fields.length == 4 && known.name().equals(fields[0])) {
                    return new Carried(new Seal(known, fields[1], fields[3]), fields[2].isEmpty() ? null : fields[2]);
                }
            }
        }
        return new Carried(new Seal(kind, AnthropicDialect.NAME, text), null);
    }

    /// Whether reasoning is only its seal, which then is the block: Anthropic's redacted, another's encrypted thinking.
    static boolean closed(Seal seal, Content.Reasoning reasoning) {
        return seal.kind() == Kind.REDACTED
                || (seal.kind() == Kind.ENCRYPTED && reasoning.text().isEmpty());
    }

    /// Whether Anthropic itself made the seal.
    static boolean own(Seal seal) {
        return seal.origin().equals(AnthropicDialect.NAME) || seal.origin().startsWith(AnthropicDialect.NAME + "/");
    }
}
