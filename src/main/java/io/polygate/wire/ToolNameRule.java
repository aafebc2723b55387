package io.polygate.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Which names of tools a vendor takes; it answers any other with an error.
public enum ToolNameRule {
    ANY(".*", Integer.MAX_VALUE),
    /// What OpenAI documents and most others repeat.
    PLAIN_64("[A-Za-z0-9_-]{1,64}", 64),
    PLAIN_128("[A-Za-z0-9_-]{1,128}", 128),
    /// Gemini's: a letter first, also dots and colons.
    DOTTED_64("[A-Za-z_][A-Za-z0-9_.:-]{0,63}", 64);

    private static final int DIGEST_BYTES = 4;

    private final Pattern taken;
    private final int longest;

    ToolNameRule(String taken, int longest) {
        this.taken = Pattern.compile(taken, Pattern.DOTALL);
        this.longest = longest;
    }

    /// The name itself where it is taken; else what can be kept of its beginning, an underscore and eight digits of its
    /// SHA-256: the same name always fits to the same one, so that prompts stay the same from turn to turn.
    public String fit(String name) {
        if (name.isEmpty() || taken.matcher(name).matches()) {
            return name;
        }
        var plain = name.replaceAll("[^A-Za-z0-9_-]", "_").replaceFirst("^(?=[0-9-])", "_");
        var kept = plain.substring(0, Math.min(plain.length(), longest - 2 * DIGEST_BYTES - 1));
        return kept + "_" + digest(name);
    }

    private static String digest(String name) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
