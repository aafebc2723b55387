package io.polygate.wire.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.model.Seal;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// `thoughtSignature`: Google's own as it is, another vendor's seal wrapped so that it comes back exactly, although the
/// caller's library may write the bytes in the other alphabet of base64.
final class GeminiSeals {

    /// What Google takes on a call whose signature is not there to be sent.
    static final String NO_SIGNATURE = "skip_thought_signature_validator";

    private static final String MARK = "polygate\n";
    /// The mark at the start of a wrapped seal, in base64 (nine bytes are twelve characters).
    private static final String MARK_BASE64 = Base64.getEncoder().encodeToString(MARK.getBytes(UTF_8));

    private GeminiSeals() {}

    static @Nullable Seal decode(@Nullable String signature) {
        if (signature == null || signature.isEmpty()) {
            return null;
        }
        var wrapped = signature.startsWith(MARK_BASE64) ? unwrap(signature) : null;
        return wrapped == null ? own(signature) : wrapped;
    }

    static Seal own(String signature) {
        return new Seal(Seal.Kind.SIGNATURE, GeminiDialect.NAME, signature);
    }

    private static @Nullable Seal unwrap(String signature) {
        try {
            var standard = signature.replace('-', '+').replace('_', '/');
            var fields = new String(Base64.getDecoder().decode(standard), UTF_8).split("\n", 4);
            return fields.length < 4 ? null : new Seal(Seal.Kind.valueOf(fields[2]), fields[1], fields[3]);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static boolean isOwn(@Nullable Seal seal) {
        return seal != null && seal.origin().equals(GeminiDialect.NAME) && seal.kind() == Seal.Kind.SIGNATURE;
    }

    /// The seal for a caller, who sends it back.
    static @Nullable String forCaller(@Nullable Seal seal) {
        if (seal == null || isOwn(seal)) {
            return seal == null ? null : seal.value();
        }
        var text = MARK + seal.origin() + "\n" + seal.kind() + "\n" + seal.value();
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /// The seal for Google, which takes its own only.
    static @Nullable String forGoogle(@Nullable Seal seal) {
        return seal != null && isOwn(seal) ? seal.value() : null;
    }
}
