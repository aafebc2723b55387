package io.polygate.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The callers' keys as SHA-256 digests. A look-up hashes what was presented, so its time tells nothing of a key: who
/// guesses cannot choose the digest. Immutable; safe from every thread.
public final class Keys {

    private static final ThreadLocal<MessageDigest> DIGESTS = ThreadLocal.withInitial(Keys::sha256);

    private final boolean open;
    private final Map<Digest, Principal> principals;

    private Keys(boolean open, Map<Digest, Principal> principals) {
        this.open = open;
        this.principals = Map.copyOf(principals);
    }

    /// @param stored keys of which only the digest is known, by name: SHA-256 in hexadecimal
    public static Keys of(AuthConfig auth, Iterable<KeyConfig> configured, Map<String, String> stored) {
        var principals = new HashMap<Digest, Principal>();
        stored.forEach((name, digest) -> principals.put(
                Digest.of(HexFormat.of().parseHex(digest)), new Principal(name, KeyConfig.Role.ADMIN, null)));
        for (var key : configured) {
            principals.put(digestOf(key.key().value()), new Principal(key.name(), key.role(), key.team()));
        }
        return new Keys(auth.mode() == AuthConfig.Mode.OPEN, principals);
    }

    /// Who presents this key, or null when nobody known does.
    public @Nullable Principal find(@Nullable String key) {
        var known = key == null ? null : principals.get(digestOf(key));
        return known == null && open ? Principal.ANONYMOUS : known;
    }

    /// Who has a key of this name, or null.
    public @Nullable Principal named(String name) {
        return principals.values().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /// The form in which a generated key is stored.
    public static String hash(String key) {
        return HexFormat.of().formatHex(digest(key));
    }

    private static Digest digestOf(String key) {
        return Digest.of(digest(key));
    }

    private static byte[] digest(String key) {
        return DIGESTS.get().digest(key.getBytes(StandardCharsets.UTF_8));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /// A digest as a map key: 256 bits.
    private record Digest(long a, long b, long c, long d) {

        static Digest of(byte[] bytes) {
            var longs = java.nio.ByteBuffer.wrap(bytes);
            return new Digest(longs.getLong(), longs.getLong(), longs.getLong(), longs.getLong());
        }
    }
}
