package io.polygate.provider.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.provider.PresetModel.Capability;
import io.polygate.provider.Prompt;
import io.polygate.provider.PromptReader;
import io.polygate.wire.json.Bytes;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a request of any dialect byte by byte: strings count as text, except data of media; a few names tell what the
/// request needs. The door has checked the grammar; here nothing is checked, and no offset leaves the text.
///
/// Estimates: a token for each four ASCII characters of text, three for each four characters of CJK, one for each two
/// of other scripts, four for a message's frame, and 765 for a picture (as OpenAI counts 1024 × 1024).
public final class PromptScan implements PromptReader {

    private static final int QUARTERS_OF_PICTURE = 4 * 765;
    private static final int QUARTERS_OF_FRAME = 16;
    private static final int LONG_DATA = 512;
    private static final int MAX_METADATA = 32;
    private static final int MAX_VALUE = 512;
    private static final String[] NAMES = {
        "type",
        "messages",
        "input",
        "contents",
        "prompt",
        "system",
        "instructions",
        "tools",
        "functions",
        "response_format",
        "text",
        "output_format",
        "output_config",
        "generationConfig",
        "generation_config",
        "responseSchema",
        "response_schema",
        "responseJsonSchema",
        "response_json_schema",
        "max_tokens",
        "max_completion_tokens",
        "max_output_tokens",
        "maxOutputTokens",
        "mimeType",
        "mime_type",
        "metadata",
        "labels",
        "user",
        "user_id",
        "safety_identifier",
        "session_id",
        "prompt_cache_key",
        "conversation"
    };

    @Override
    public Prompt read(Buffer body) {
        var bytes = Bytes.of(body);
        return new Pass(bytes.array(), bytes.from(), bytes.to()).read();
    }

    /// One time through a text.
    private static final class Pass {

        private final byte[] text;
        private final int from;
        private final int to;
        private final EnumSet<Capability> needs = EnumSet.noneOf(Capability.class);
        private Map<String, String> metadata = Map.of();
        private @Nullable String user;
        private @Nullable String session;
        private int depth;
        private long quarters;
        private int output;
        private String top = "";
        private String name = "";

        Pass(byte[] text, int from, int to) {
            this.text = text;
            this.from = from;
            this.to = to;
        }

        Prompt read() {
            int p = from;
            while (p < to) {
                p = step(p);
            }
            int tokens = (int) Math.min(Integer.MAX_VALUE, (quarters + 3) / 4);
            return new Prompt(tokens, output, needs, metadata, user, session);
        }

        private int step(int p) {
            switch (text[p]) {
                case '"' -> {
                    return string(p + 1);
                }
                case '{' -> {
                    depth++;
                    if (depth == 3 && isConversation()) {
                        quarters += QUARTERS_OF_FRAME;
                    }
                }
                case '[' -> {
                    if (depth == 1 && (top.equals("tools") || top.equals("functions")) && !emptyList(p + 1)) {
                        needs.add(Capability.TOOLS);
                    }
                    depth++;
                }
                case '}', ']' -> depth--;
                case '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> {
                    return number(p);
                }
                default -> {}
            }
            return p + 1;
        }

        private boolean emptyList(int start) {
            int p = space(start);
            return p >= to || text[p] == ']';
        }

        private int space(int start) {
            int p = start;
            while (p < to && (text[p] == ' ' || text[p] == '\n' || text[p] == '\r' || text[p] == '\t')) {
                p++;
            }
            return p;
        }

        private int number(int start) {
            long value = 0;
            int p = start;
            while (p < to && text[p] >= '0' && text[p] <= '9') {
                value = Math.min(Integer.MAX_VALUE, value * 10 + text[p] - '0');
                p++;
            }
            boolean asked = depth == 1 && top.startsWith("max_") && top.endsWith("_tokens");
            if (asked || depth == 2 && (name.equals("maxOutputTokens") || name.equals("max_output_tokens"))) {
                output = (int) value;
            }
            while (p < to && (text[p] == '.' || (text[p] | 0x20) == 'e' || text[p] == '+' || text[p] == '-')) {
                p++;
            }
            return p;
        }

        /// A member's name or a value; returns the offset behind its closing quote.
        private int string(int start) {
            long weight = 0;
            boolean spaced = false;
            boolean ascii = true;
            int p = start;
            while (p < to && text[p] != '"') {
                int b = text[p];
                if (b == '\\') {
                    boolean unicode = p + 1 < to && text[p + 1] == 'u';
                    weight += unicode ? 3 : 1;
                    p += unicode ? 6 : 2;
                } else {
                    weight += weight(b);
                    spaced |= b == ' ';
                    ascii &= b >= 0;
                    p++;
                }
            }
            int end = Math.min(p, to);
            int after = space(end + 1);
            if (after < to && text[after] == ':') {
                named(start, end, weight);
            } else {
                value(start, end, ascii && !spaced && isData(start, end) ? 0 : weight);
            }
            return end + 1;
        }

        /// In quarters of a token; the bytes that go on with a character weigh nothing.
        private static int weight(int b) {
            if (b >= 0) {
                return 1;
            }
            int lead = b & 0xFF;
            return lead < 0xC0 ? 0 : lead < 0xE0 ? 2 : 3;
        }

        /// A long run of ASCII without a space is a picture's or a document's data.
        private boolean isData(int start, int end) {
            return end - start > LONG_DATA || starts(start, end, "data:");
        }

        private void named(int start, int end, long weight) {
            var found = known(start, end);
            name = found.isEmpty() && isMetadata() ? said(start, end) : found;
            if (depth == 1) {
                top = name;
            }
            if (depth > 1 && (top.equals("tools") || top.equals("functions"))) {
                quarters += weight;
            }
            if (top.equals("generationConfig") || top.equals("generation_config")) {
                switch (name) {
                    case "responseSchema", "response_schema", "responseJsonSchema", "response_json_schema" ->
                        needs.add(Capability.JSON_SCHEMA);
                    default -> {}
                }
            }
        }

        /// Names that mean something, without a new string for each.
        private String known(int start, int end) {
            for (var word : NAMES) {
                if (is(start, end, word)) {
                    return word;
                }
            }
            return "";
        }

        private boolean isMetadata() {
            return depth == 2 && (top.equals("metadata") || top.equals("labels"));
        }

        private boolean isConversation() {
            return switch (top) {
                case "messages", "input", "contents" -> true;
                default -> false;
            };
        }

        private void value(int start, int end, long weight) {
            if (depth == 1) {
                topValue(start, end);
            } else if (isMetadata()) {
                attach(start, end);
                return;
            } else {
                innerValue(start, end);
            }
            if (depth != 1
                    || top.equals("prompt")
                    || top.equals("input")
                    || top.equals("system")
                    || top.equals("instructions")) {
                quarters += weight;
            }
        }

        private void topValue(int start, int end) {
            switch (top) {
                case "user", "safety_identifier" -> user = user == null ? said(start, end) : user;
                case "session_id", "prompt_cache_key", "conversation" ->
                    session = session == null ? said(start, end) : session;
                default -> {}
            }
        }

        private void attach(int start, int end) {
            if (metadata.isEmpty()) {
                metadata = new HashMap<>();
            }
            if (metadata.size() < MAX_METADATA && end - start <= MAX_VALUE) {
                metadata.put(name, said(start, end));
            }
            if (name.equals("user_id") && user == null) {
                user = said(start, end);
            }
        }

        private void innerValue(int start, int end) {
            switch (name) {
                case "type" -> typed(start, end);
                case "mimeType", "mime_type" -> {
                    if (isConversation()) {
                        media(start, end);
                    }
                }
                default -> {}
            }
        }

        private void typed(int start, int end) {
            if (isConversation()) {
                if (is(start, end, "image_url") || is(start, end, "input_image") || is(start, end, "image")) {
                    picture();
                } else if (is(start, end, "input_audio")) {
                    needs.add(Capability.AUDIO);
                }
                return;
            }
            boolean format =
                    switch (top) {
                        case "response_format", "text", "output_format", "output_config" -> true;
                        default -> false;
                    };
            if (format && is(start, end, "json_schema")) {
                needs.add(Capability.JSON_SCHEMA);
            }
        }

        private void media(int start, int end) {
            if (starts(start, end, "image/")) {
                picture();
            } else if (starts(start, end, "audio/")) {
                needs.add(Capability.AUDIO);
            } else if (starts(start, end, "video/")) {
                needs.add(Capability.VIDEO);
            }
        }

        private void picture() {
            needs.add(Capability.VISION);
            quarters += QUARTERS_OF_PICTURE;
        }

        private boolean is(int start, int end, String word) {
            return end - start == word.length() && starts(start, end, word);
        }

        private boolean starts(int start, int end, String word) {
            if (end - start < word.length()) {
                return false;
            }
            for (int i = 0; i < word.length(); i++) {
                if (text[start + i] != word.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        private String said(int start, int end) {
            return new String(text, start, Math.min(end - start, MAX_VALUE), UTF_8);
        }
    }
}
