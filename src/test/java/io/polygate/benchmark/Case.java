package io.polygate.benchmark;

import java.util.List;

/// One thing that is measured: which model is asked for, at which door, with how large a prompt, over how many
/// connections.
///
/// @param chunks chunks of a streamed answer; 0 where the answer is one JSON document
/// @param intervalMillis the backend's pause between chunks; 0 where they come at once
record Case(
        String name,
        String title,
        Door door,
        String model,
        int promptBytes,
        int connections,
        int chunks,
        int intervalMillis) {
    private static final int KIB = 1024;
    private static final int SOCKETS = 10_000;
    private static final int SPARE_FILES = 300;
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
            chat("chat-rest", "REST `/v1/chat/completions`", Door.REST),
            chat("chat-grpc", "gRPC `ChatService/Complete`, 64 connections", Door.GRPC),
            chat("chat-grpc-channel", "the same, 8 connections with 8 calls at once", Door.GRPC_CHANNEL),
            chat("chat-json", "gRPC as JSON, `/v1/chat:complete`", Door.TRANSCODING),
            chat("chat-graphql", "GraphQL `mutation { chat }`", Door.GRAPHQL),
            new Case("ws-idle", "10,000 idle WebSockets", Door.WEBSOCKET, IDLE, 0, SOCKETS, 10, 1000),
            tokens());

    private static Case tokens() {
        int streams = streams();
        var title = "10,000 WebSockets, "
                + (streams == SOCKETS ? "a token a second each" : "%,d with a token a second".formatted(streams));
        return new Case("ws-tokens", title, Door.WEBSOCKET, "clock-20x1000ms", KIB, SOCKETS, 20, 1000);
    }

    /// How many of the sockets may ask: the rig holds both ends of what the gateway has to its callers and to its
    /// backend.
    static int streams() {
        return (int) Math.min(SOCKETS, ProcessUse.maxOpenFiles() - SPARE_FILES - SOCKETS);
    }

    /// Whether the calls go over WebSockets; then a token, not an answer, is what is counted.
    boolean sockets() {
        return door == Door.WEBSOCKET;
    }

    /// Whether nothing is asked: then what is counted are the connections that stay.
    boolean idle() {
        return model.equals(IDLE);
    }

    /// Whether it is one of the same chat at several doors, which are measured in turn.
    boolean compared() {
        return name.startsWith("chat-");
    }

    /// Whether this way leads anywhere: all but the gateway pass REST alone.
    boolean goes(String proxy) {
        return proxy.equals(Proxy.POLYGATE) || door == Door.REST && !compared();
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
        return new Case(name, title, Door.REST, "call", promptBytes, connections, 0, 0);
    }

    private static Case chat(String name, String title, Door door) {
        return new Case(name, title, door, "call", KIB, 64 / door.callsAtOnce(), 0, 0);
    }

    private static Case stream(String name, String title, int chunks, int connections) {
        return new Case(name, title, Door.REST, "stream-" + chunks, KIB, connections, chunks, 0);
    }

    private static Case burst(String name, String title, int chunks, int connections) {
        return new Case(name, title, Door.REST, "burst-" + chunks, KIB, connections, chunks, 0);
    }

    private static Case paced(String name, int connections) {
        var title = "%,d streams paced 40 x 50 ms".formatted(connections);
        return new Case(name, title, Door.REST, "paced-40x50ms", KIB, connections, 40, 50);
    }
}
