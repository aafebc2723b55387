package io.polygate.wire.gemini;

import io.polygate.wire.CallIds;

/// Ids for calls that came without one, the same for the same answer or place. For one message or one answer.
final class MadeIds {

    private final String scope;
    private final int choice;
    private int made;
    private String lastOfServer = "";

    /// `scope` is an answer's id, or empty for a request.
    MadeIds(String scope, int choice) {
        this.scope = scope;
        this.choice = choice;
    }

    String next() {
        return CallIds.made(scope, choice, made++);
    }

    /// An id for a part of Google's own tools: a result has that of the call before it.
    String ofServer(ServerParts kind) {
        if (kind == ServerParts.EXECUTABLE_CODE || kind == ServerParts.TOOL_CALL || lastOfServer.isEmpty()) {
            lastOfServer = next();
        }
        return lastOfServer;
    }
}
