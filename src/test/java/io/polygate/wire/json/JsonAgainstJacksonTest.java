package io.polygate.wire.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random damage to sample texts: we accept and refuse what Jackson does, and see the same values.
final class JsonAgainstJacksonTest {

    private static final List<String> SAMPLES = List.of(
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi \\\"you\\\"\\n\\u00e9 漢字😀\"}],\"n\":1}",
            "[0,-1,1.5e10,-2E-3,true,false,null,\"\",{},[[]],{\"a\":{\"b\":[1,2,{\"c\":null}]}}]",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\\\\b\\/\"}}],\"usage\":{\"prompt_tokens\":12}}",
            " {\n\t\"a\" : [ 1 , 2 ] ,\r\n \"b\" : \"\\ud83d\\ude00 long enough for words of eight bytes\" } ");
    private static final byte[] ALPHABET = "{}[],:\"\\ \n\t0123456789-+.eEtrufalsn/bx\u00e9漢".getBytes(UTF_8);

    private final JsonFactory jackson = new JsonFactory();
    private final Random random = new Random(42);

    @Test
    void acceptsAndReadsWhatJacksonDoes() {
        var scanner = new JsonScanner(512, "model", "usage");
        var accepted = 0;
        for (var round = 0; round < 150_000; round++) {
            var text = damage(SAMPLES.get(random.nextInt(SAMPLES.size())).getBytes(UTF_8));
            var expected = readByJackson(text);
            accepted += expected == null ? 0 : 1;
            assertThat(scans(scanner, text))
                    .as("scan of %s", new String(text, UTF_8))
                    .isEqualTo(expected != null);
            assertThat(read(text)).as("read of %s", new String(text, UTF_8)).isEqualTo(expected);
        }
        assertThat(accepted).isBetween(5_000, 145_000);
    }

    private byte[] damage(byte[] text) {
        var result = text.clone();
        for (var times = random.nextInt(4); times > 0; times--) {
            var at = random.nextInt(result.length);
            result = switch (random.nextInt(5)) {
                case 0 -> without(result, at, Math.min(result.length, at + 1 + random.nextInt(4)));
                case 1 -> inserted(result, at, ALPHABET[random.nextInt(ALPHABET.length)]);
                case 2 -> replaced(result, at, (byte) random.nextInt(256));
                case 3 -> replaced(result, at, ALPHABET[random.nextInt(ALPHABET.length)]);
                default -> inserted(result, at, result[random.nextInt(result.length)]);
            };
            if (result.length == 0) {
                return result;
            }
        }
        return result;
    }

    private static byte[] without(byte[] text, int from, int to) {
        var result = new byte[text.length - (to - from)];
        System.arraycopy(text, 0, result, 0, from);
        System.arraycopy(text, to, result, from, text.length - to);
        return result;
    }

    private static byte[] inserted(byte[] text, int at, byte b) {
        var result = new byte[text.length + 1];
        System.arraycopy(text, 0, result, 0, at);
        result[at] = b;
        System.arraycopy(text, at, result, at + 1, text.length - at);
        return result;
    }

    private static byte[] replaced(byte[] text, int at, byte b) {
        text[at] = b;
        return text;
    }

    private static boolean scans(JsonScanner scanner, byte[] text) {
        try {
            scanner.scan(text, 0, text.length);
            return true;
        } catch (JsonSyntaxException e) {
            return false;
        }
    }

    private static List<String> read(byte[] text) {
        try {
            var tokens = new ArrayList<String>();
            flatten(Json.parse(text, 0, text.length, 512), tokens);
            return tokens;
        } catch (JsonSyntaxException e) {
            return null;
        }
    }

    private static void flatten(Json json, List<String> tokens) {
        switch (json.type()) {
            case OBJECT -> {
                tokens.add("{");
                json.members().forEach(m -> {
                    tokens.add("name " + m.name());
                    flatten(m.value(), tokens);
                });
                tokens.add("}");
            }
            case ARRAY -> {
                tokens.add("[");
                json.items().forEach(i -> flatten(i, tokens));
                tokens.add("]");
            }
            case STRING -> tokens.add("string " + json.asString());
            default -> tokens.add(json.raw());
        }
    }

    private List<String> readByJackson(byte[] text) {
        String decoded;
        try {
            decoded = UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
        try (var parser = jackson.createParser(decoded)) {
            return tokens(parser);
        } catch (IOException e) {
            return null;
        }
    }

    private static List<String> tokens(JsonParser parser) throws IOException {
        var tokens = new ArrayList<String>();
        var depth = 0;
        var values = 0;
        for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
            values += depth == 0 ? 1 : 0;
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            tokens.add(
                    token == JsonToken.FIELD_NAME
                            ? "name " + parser.getText()
                            : token == JsonToken.VALUE_STRING ? "string " + parser.getText() : parser.getText());
        }
        return values == 1 ? tokens : null;
    }
}
