package io.polygate.provider.dialect;

import io.polygate.model.TokenCount;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.openai.OpenAiUsage;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads what an answer used from its last bytes, where OpenAI's APIs tell it, in a stream as in a whole answer. What
/// comes before may be an image of any size, so it is not kept.
///
/// A text inside JSON has its quotes escaped and cannot be taken for the field.
final class UsageTail {

    private static final int KEPT = 8 * 1024;
    private static final String FIELD = "\"usage\"";

    private final byte[] last = new byte[KEPT];
    private int length;

    void add(Buffer bytes) {
        int coming = Math.min(bytes.length(), KEPT);
        int staying = Math.min(length, KEPT - coming);
        System.arraycopy(last, length - staying, last, 0, staying);
        bytes.getBytes(bytes.length() - coming, bytes.length(), last, staying);
        length = staying + coming;
    }

    TokenCount tokens() {
        var text = new String(last, 0, length, StandardCharsets.ISO_8859_1);
        int at = text.lastIndexOf(FIELD);
        int open = at < 0 ? -1 : text.indexOf('{', at);
        var usage =
                open < 0 || !text.substring(at + FIELD.length(), open).strip().equals(":") ? null : object(open);
        // Some audio is billed by its seconds; there is nothing in tokens then.
        boolean counted = usage != null && (usage.has("input_tokens") || usage.has("prompt_tokens"));
        return counted ? OpenAiUsage.decode(usage) : TokenCount.UNKNOWN;
    }

    private @Nullable Json object(int open) {
        int depth = 0;
        for (int i = open; i < length; i++) {
            depth += last[i] == '{' ? 1 : last[i] == '}' ? -1 : 0;
            if (depth == 0) {
                return parsed(open, i + 1);
            }
        }
        return null;
    }

    private @Nullable Json parsed(int from, int to) {
        try {
            return Json.parse(last, from, to, Json.MAX_DEPTH);
        } catch (JsonSyntaxException e) {
            return null;
        }
    }
}
