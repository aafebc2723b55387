package io.polygate.provider.mock;

/// A 64-bit hash that is the same on every machine and in every version (FNV-1a over UTF-16 units, mixed).
final class Hash {

    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private Hash() {}

    static long of(String text) {
        long hash = BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return mix(hash);
    }

    /// SplitMix64's finaliser: every bit of the input moves every bit of the result.
    static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    static String hex(String text) {
        return String.format("%016x", of(text));
    }
}
