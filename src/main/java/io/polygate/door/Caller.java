package io.polygate.door;

import org.jspecify.annotations.Nullable;

/// Whose connection it is.
///
/// @param id the upgrade's request id; the calls of the connection are numbered below it
/// @param key what the caller presented, never logged
/// @param principal the name of the key
public record Caller(String id, @Nullable String key, String peer, String principal) {

    private static final int MAX_ID = 108;

    /// The id of a connection's `number`th call.
    public String callId(long number) {
        return (id.length() > MAX_ID ? id.substring(0, MAX_ID) : id) + "." + number;
    }

    /// Never the key.
    @Override
    public String toString() {
        return principal;
    }
}
