package io.polygate.wire;

/// Ids of tool calls that a vendor takes, made from any id in one fixed way: the same id always fits to the same one,
/// so that calls and results still meet (FNV-1a, written with letters and digits).
public final class CallIds {

    private static final String DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int MAX_LENGTH = 64;

    private CallIds() {}

    /// An id of exactly `length` letters and digits; any id where `length` is 0.
    public static String fit(String id, int length) {
        if (length == 0 || (id.length() == length && isPlain(id, ""))) {
            return id;
        }
        return digest(id, length);
    }

    /// An id of at most 64 characters of `[A-Za-z0-9_-]`, as Anthropic wants it.
    public static String plain(String id) {
        return !id.isEmpty() && id.length() <= MAX_LENGTH && isPlain(id, "_-") ? id : "call_" + digest(id, 20);
    }

    /// An id for a call that came without one: unique by the answer's id and the call's place.
    public static String made(String answerId, int choice, int call) {
        return "call_" + digest(answerId + "/" + choice + "/" + call, 20);
    }

    private static boolean isPlain(String id, String also) {
        return id.chars().allMatch(c -> DIGITS.indexOf(c) >= 0 || also.indexOf(c) >= 0);
    }

    private static String digest(String id, int length) {
        var text = new StringBuilder(length);
        var hash = 0xcbf29ce484222325L;
        for (var round = 0; text.length() < length; round++) {
            for (var i = 0; i < id.length(); i++) {
                hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
            }
            hash = (hash ^ round) * 0x100000001b3L;
            for (var rest = hash >>> 4; rest > 61 && text.length() < length; rest /= 62) {
                text.append(DIGITS.charAt((int) (rest % 62)));
            }
        }
        return text.toString();
    }
}
