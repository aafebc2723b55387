package io.polygate.wire.gemini;

import java.util.Locale;
import java.util.regex.Pattern;

/// What a model's name tells of what it takes. Names that don't say a generation count as the newest.
record GeminiModel(String name, int major, int minor) {

    private static final Pattern GENERATION = Pattern.compile("gemini-(\\d{1,3})(?:\\.(\\d{1,3}))?");
    private static final int NEWEST = 3;

    static GeminiModel of(String model) {
        var name = model.toLowerCase(Locale.ROOT);
        var found = GENERATION.matcher(name);
        if (!found.find()) {
            return new GeminiModel(name, NEWEST, 0);
        }
        var minor = found.group(2);
        return new GeminiModel(name, Integer.parseInt(found.group(1)), minor == null ? 0 : Integer.parseInt(minor));
    }

    private boolean atLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    /// Gemini 3 and up: thinking levels, signatures that must come back, results with media, tools beside a format.
    boolean third() {
        return major >= 3;
    }

    /// Whether the model can think.
    boolean thinks() {
        return atLeast(2, 5) || name.contains("thinking");
    }

    boolean flash() {
        return name.contains("flash");
    }

    boolean lite() {
        return name.contains("lite");
    }

    /// The most tokens that an answer may have, where the name tells.
    long maxOutput() {
        var named = name.startsWith("gemini-");
        return !named ? Long.MAX_VALUE : thinks() ? 65_536 : 8192;
    }

    /// Gemini 3 Pro knows two levels only; its successors have the middle one.
    boolean hasMediumLevel() {
        return flash() || atLeast(3, 1) || !name.contains("gemini-3-pro");
    }
}
