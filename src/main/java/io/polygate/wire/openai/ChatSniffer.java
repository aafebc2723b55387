package io.polygate.wire.openai;

import io.polygate.model.GatewayError;
import io.polygate.model.TokenCount;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Watches a chat stream that passes untouched: what it used, how it ended, whether it told of an error.
///
/// Most events hold none of the words that matter, which one pass over their bytes tells; only those that do are read.
/// A quote inside a JSON string is escaped, so the words with their quotes are never part of a text. One per stream.
public final class ChatSniffer {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long USAGE = word("\"usage\":");
    private static final long ERROR = word("\"error\":");
    private static final long FINISH = word("\"finish_");

    private static final int FINISH_REASON = "\"finish_reason\":".length();
    private static final int DONE_LENGTH = "[DONE]".length();

    /// What an event is to the relay.
    public enum Kind {
        CONTENT,
        USAGE_ONLY,
        ERROR,
        DONE
    }

    private TokenCount tokens = TokenCount.UNKNOWN;
    private @Nullable String finish;
    private @Nullable GatewayError error;
    private boolean done;

    private static long word(String eight) {
        return (long) LONG.get(eight.getBytes(StandardCharsets.US_ASCII), 0);
    }

    /// Looks at one event's data.
    public Kind inspect(Bytes data) {
        var array = data.array();
        int last = data.to() - Long.BYTES;
        if (data.to() - data.from() == DONE_LENGTH && array[data.from()] == '[') {
            done = true;
            return Kind.DONE;
        }
        for (int i = data.from(); i <= last; i++) {
            if (array[i] == '"') {
                long word = (long) LONG.get(array, i);
                int value = word == USAGE || word == ERROR ? i + 8 : word == FINISH ? i + FINISH_REASON : 0;
                if (value != 0 && !isNull(array, value, data.to())) {
                    return read(data);
                }
            }
        }
        return Kind.CONTENT;
    }

    /// Most chunks say `null` for what matters only once.
    private static boolean isNull(byte[] array, int from, int to) {
        int i = from;
        while (i < to && array[i] == ' ') {
            i++;
        }
        return i < to && array[i] == 'n';
    }

    private Kind read(Bytes data) {
        Json chunk;
        try {
            chunk = Json.parse(data.array(), data.from(), data.to(), Json.MAX_DEPTH);
        } catch (JsonSyntaxException e) {
            return Kind.CONTENT;
        }
        if (!chunk.isObject()) {
            return Kind.CONTENT;
        }
        var failure = chunk.get("error");
        if (failure != null && (failure.isObject() || failure.isString())) {
            error = OpenAiErrors.decodeInside(failure);
            return Kind.ERROR;
        }
        return readChunk(chunk);
    }

    private Kind readChunk(Json chunk) {
        var choices = chunk.items("choices");
        for (var choice : choices) {
            var reason = choice.string("finish_reason");
            finish = reason == null ? finish : reason;
        }
        var usage = chunk.object("usage");
        if (usage == null) {
            return Kind.CONTENT;
        }
        tokens = OpenAiUsage.decode(usage);
        return choices.isEmpty() ? Kind.USAGE_ONLY : Kind.CONTENT;
    }

    public TokenCount tokens() {
        return tokens;
    }

    /// The backend's word for why it stopped, once it said so.
    public @Nullable String finish() {
        return finish;
    }

    public @Nullable GatewayError error() {
        return error;
    }

    /// Whether the stream came to an end of its own: `[DONE]`, or a finish reason for the vendors that send none.
    public boolean complete() {
        return done || finish != null;
    }
}
