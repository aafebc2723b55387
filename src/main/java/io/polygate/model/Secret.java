package io.polygate.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// A value that must not be seen: a caller's key, a provider's credential.
///
/// Prints as `***` wherever it is printed by accident; compares in constant time. Only `value()` shows it.
public record Secret(String value) {

    /// What stands in every print for what is hidden.
    public static final String MASK = "***";

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret(String theirs)
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), theirs.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return MASK;
    }
}
