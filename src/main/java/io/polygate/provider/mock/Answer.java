package io.polygate.provider.mock;

import io.polygate.model.Head;
import io.polygate.model.Header;
import io.polygate.model.TokenCount;
import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What the mock says to one call, in parts that are made when they are due. An unstreamed answer is one part.
record Answer(
        Head head,
        Iterator<Part> parts,
        TokenCount tokens,
        @Nullable String finish,
        Behaviour behaviour) {

    /// Bytes, made when they are sent, that stand for `tokens` new tokens; `closing` is what follows the last token.
    record Part(Supplier<Buffer> bytes, int tokens, boolean closing) {

        static Part of(Supplier<Buffer> bytes, int tokens) {
            return new Part(bytes, tokens, false);
        }

        static Part closing(Supplier<Buffer> bytes) {
            return new Part(bytes, 0, true);
        }
    }

    static final Head JSON = head("application/json");
    static final Head EVENTS = head("text/event-stream; charset=utf-8");

    private static Head head(String type) {
        return new Head(200, List.of(new Header("content-type", type)));
    }

    static Answer whole(Buffer body, TokenCount tokens, @Nullable String finish, Behaviour behaviour) {
        var part = new Part(() -> body, (int) tokens.totalOutput(), true);
        return new Answer(JSON, List.of(part).iterator(), tokens, finish, behaviour);
    }

    boolean streamed() {
        return head == EVENTS;
    }
}
