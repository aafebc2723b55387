package io.polygate.benchmark;

/// The door of the gateway that a case knocks at, and the shortest answer that may come out of it.
///
/// @param path where its requests go
/// @param minAnswerBytes of a whole answer's body: less can't hold the text that the backend says
/// @param callsAtOnce on one connection
enum Door {
    REST("/v1/chat/completions", 1000),
    GRPC("/polygate.v1.ChatService/Complete", 600),
    GRPC_CHANNEL("/polygate.v1.ChatService/Complete", 600, 8),
    TRANSCODING("/v1/chat:complete", 600),
    GRAPHQL("/graphql", 600),
    WEBSOCKET("/ws", 0);

    private final String path;
    private final int minAnswerBytes;
    private final int callsAtOnce;

    Door(String path, int minAnswerBytes) {
        this(path, minAnswerBytes, 1);
    }

    Door(String path, int minAnswerBytes, int callsAtOnce) {
        this.path = path;
        this.minAnswerBytes = minAnswerBytes;
        this.callsAtOnce = callsAtOnce;
    }

    String path() {
        return path;
    }

    int minAnswerBytes() {
        return minAnswerBytes;
    }

    int callsAtOnce() {
        return callsAtOnce;
    }
}
