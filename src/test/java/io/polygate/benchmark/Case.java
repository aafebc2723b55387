package io.polygate.benchmark;

import java.util.List;

/// One thing that is measured: which model is asked for, with how large a prompt, over how many connections.
///
/// @param chunks chunks of a streamed answer; 0 where the answer is one JSON document
/// @param intervalMillis the backend's pause between chunks; 0 where they come at once
record Case(String name, String title, String model, int promptBytes, int connections, int chunks, int intervalMillis) {
    private static final int KIB = 1024;
    private static final int SOCKETS = 10_000;
    private static final int SPARE_FILES = 500;
    private static final String IDLE = "idle";

    static final List<Case> ALL = List.of(
            call("call-1", "1 KB call, 1 connection", KIB, 1),
            call("call-64", "1 KB call, 64 connections", KIB, 64),
            call("call-512", "1 KB call, 512 connections", KIB, 512),
            call("prompt-100k", "100 KB prompt, 16 connections", 100 * KIB, 16),
            call("prompt-1m", "1 MB prompt, 16 connections", KIB * KIB, 16),
            stream("stream-20", "stream of 20 chunks, 64 connections", 20, 64),
            stream("stream-500", "stream of 500 chunks, 16 connections", 500, 16),
            paced("paced-1000", 1000),
            paced("paced-2000", 2000),
            stream("first-byte", "stream of 20 chunks, 1 connection", 20, 1),
            call("first-byte-1m", "1 MB prompt, 1 connection", KIB * KIB, 1),
            burst("burst-20", "stream of 20 chunks in one write, 64 connections", 20, 64),
            burst("burst-500", "stream of 500 chunks in one write, 16 connections", 500, 16),
            new Case("ws-idle", "10,000 idle WebSockets", IDLE, 0, SOCKETS, 10, 1000),
            tokens());

    /// The rig holds both ends of what the gateway has to a caller and to the backend.
    private static Case tokens() {
        int connections = (int) Math.min(SOCKETS, (ProcessUse.maxOpenFiles() - SPARE_FILES) / 2);
        var title = "%,d WebSockets, a token a second each".formatted(connections);
        return new Case("ws-tokens", title, "clock-20x1000ms", KIB, connections, 20, 1000);
    }

    /// Whether the calls go over WebSockets; then a token, not an answer, is what is counted.
    boolean sockets() {
        return idle() || model.startsWith("clock-");
    }

    /// Whether nothing is asked: then what is counted are the connections that stay.
    boolean idle() {
        return model.equals(IDLE);
    }

    boolean streamed() {
        return chunks > 0;
    }

    /// Whether the backend's pace, not the proxy, sets how many calls are made.
    boolean paced() {
        return intervalMillis > 0;
    }

    /// How long one answer takes when nothing slows it: the time over which paced streams are started evenly.
    long streamMillis() {
        return (long) chunks * intervalMillis;
    }

    private static Case call(String name, String title, int promptBytes, int connections) {
        return new Case(name, title, "call", promptBytes, connections, 0, 0);
    }

    private static Case stream(String name, String title, int chunks, int connections) {
        return new Case(name, title, "stream-" + chunks, KIB, connections, chunks, 0);
    }

    private static Case burst(String name, String title, int chunks, int connections) {
        return new Case(name, title, "burst-" + chunks, KIB, connections, chunks, 0);
    }

    private static Case paced(String name, int connections) {
        var title = "%,d streams paced 40 x 50 ms".formatted(connections);
        return new Case(name, title, "paced-40x50ms", KIB, connections, 40, 50);
    }
}
