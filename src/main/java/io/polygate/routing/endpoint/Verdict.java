package io.polygate.routing.endpoint;

/// What an active check found.
///
/// @param atOnce true when one such failure is enough: nobody listens there
/// @param why a few words without addresses
record Verdict(boolean works, boolean atOnce, String why) {

    static final Verdict WORKS = new Verdict(true, false, "");

    static Verdict failed(String why) {
        return new Verdict(false, false, why);
    }

    static Verdict refused() {
        return new Verdict(false, true, "the connection was refused");
    }
}
