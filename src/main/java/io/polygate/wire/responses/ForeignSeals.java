package io.polygate.wire.responses;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.model.Seal;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Carries another vendor's seal of a reasoning in `encrypted_content`, which Responses clients send back unread.
///
/// A text `polygate.<kind>.<origin>.<value>`, the last two in URL-safe base64; OpenAI's own begin with `gAAAA`.
final class ForeignSeals {

    private static final String PREFIX = "polygate.";

    private ForeignSeals() {}

    static String encode(Seal seal) {
        if (seal.origin().equals(ResponsesDialect.NAME) && seal.kind() == Seal.Kind.ENCRYPTED) {
            return seal.value();
        }
        return PREFIX + seal.kind().name().toLowerCase(Locale.ROOT) + "." + base64(seal.origin()) + "."
                + base64(seal.value());
    }

    /// The seal that a text is or carries; a text that only looks like a carrier is the vendor's.
    static @Nullable Seal decode(@Nullable String encrypted) {
        if (encrypted == null || encrypted.isEmpty()) {
            return null;
        }
        var carried = encrypted.startsWith(PREFIX) ? carried(encrypted) : null;
        return carried == null ? new Seal(Seal.Kind.ENCRYPTED, ResponsesDialect.NAME, encrypted) : carried;
    }

    private static @Nullable Seal carried(String text) {
        var pieces = text.split("\\.", -1);
        if (pieces.length != 4) {
            return null;
        }
        try {
            var kind = Seal.Kind.valueOf(pieces[1].toUpperCase(Locale.ROOT));
            return new Seal(kind, text(pieces[2]), text(pieces[3]));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    }

    private static String text(String base64) {
        return new String(Base64.getUrlDecoder().decode(base64), UTF_8);
    }
}
