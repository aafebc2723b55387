package io.polygate.provider.dialect;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polygate.model.Operation;
import io.polygate.model.TokenCount;
import io.polygate.model.Units;
import io.polygate.model.Units.Kind;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.openai.OpenAiUsage;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a call that passes used, where OpenAI's APIs tell it, in a stream as in a whole answer: `usage`, the pictures
/// of `data`, the seconds of `duration`; for speech the characters of the request. In a stream each picture has an
/// event of its own that tells of its completion.
///
/// Sources: https://platform.openai.com/docs/api-reference/images/object, …/images-streaming, …/audio/json-object,
/// …/audio/verbose-json-object; `generated_images` is Ark's, `prompt_audio_seconds` Mistral's, `images` SiliconFlow's.
final class PassedUsage {

    private static final Set<String> MEMBERS = Set.of("usage", "data", "images", "duration", "type");
    private static final String COMPLETED = ".completed\"";

    private final UpstreamCall call;
    private final @Nullable MembersGoingBy members;
    private @Nullable Json usage;
    private int listed;
    private int completed;
    private double duration;

    /// @param text whether the answer is JSON or a stream of it
    PassedUsage(UpstreamCall call, boolean text) {
        this.call = call;
        // A batch tells what it used whenever somebody looks at it.
        boolean telling = text && call.operation() != Operation.FILES;
        this.members = telling ? new MembersGoingBy(MEMBERS, this::member) : null;
    }

    void add(Buffer bytes) {
        if (members != null) {
            members.add(bytes);
        }
    }

    private void member(String name, Bytes value, int objects) {
        switch (name) {
            case "data" -> listed = objects;
            case "images" -> listed = Math.max(listed, objects);
            case "usage" -> told(parsed(value));
            case "duration" -> duration = seconds(parsed(value));
            default -> completed += text(value).endsWith(COMPLETED) ? 1 : 0;
        }
    }

    private void told(@Nullable Json value) {
        if (value != null && value.isObject()) {
            usage = value;
        }
    }

    private static String text(Bytes value) {
        return new String(value.array(), value.from(), value.length(), UTF_8).strip();
    }

    private static @Nullable Json parsed(Bytes value) {
        try {
            return Json.parse(text(value));
        } catch (JsonSyntaxException e) {
            return null;
        }
    }

    private static double seconds(@Nullable Json value) {
        var number = value == null ? null : value.asDouble();
        return number == null ? 0 : number;
    }

    /// Some audio is billed by its seconds; there is nothing in tokens then.
    TokenCount tokens() {
        boolean counted = usage != null && (usage.has("input_tokens") || usage.has("prompt_tokens"));
        return counted ? OpenAiUsage.decode(usage) : TokenCount.UNKNOWN;
    }

    Units units() {
        return switch (call.operation()) {
            case IMAGE, IMAGE_EDIT, IMAGE_VARIATION -> images();
            case TRANSCRIPTION, TRANSLATION -> split().and(Kind.AUDIO_SECONDS, heard());
            case SPEECH -> split().and(Kind.CHARACTERS, spoken());
            default -> split();
        };
    }

    /// As people count them, whatever their length in bytes.
    private long spoken() {
        var input = Json.parse(call.body()).string("input");
        return input == null ? 0 : input.codePointCount(0, input.length());
    }

    private Units images() {
        long billed = usage == null ? 0 : usage.count("generated_images");
        var units = split().and(Kind.IMAGES, billed > 0 ? billed : Math.max(listed, completed));
        if (usage == null || usage.has("output_tokens_details")) {
            return units;
        }
        // What is written here are pictures, unless the details say otherwise.
        return units.and(Kind.OUTPUT_IMAGE_TOKENS, usage.count("output_tokens"));
    }

    private double heard() {
        if (usage == null) {
            return duration;
        }
        double billed = Math.max(seconds(usage.get("seconds")), seconds(usage.get("prompt_audio_seconds")));
        return billed > 0 ? billed : duration;
    }

    /// How many of the tokens were image or sound; audio and images spell the field differently.
    private Units split() {
        if (usage == null) {
            return Units.NONE;
        }
        var input = usage.object("input_tokens_details");
        var heard = usage.object("input_token_details");
        var output = usage.object("output_tokens_details");
        return Units.NONE
                .and(Kind.INPUT_IMAGE_TOKENS, count(input, "image_tokens"))
                .and(Kind.INPUT_AUDIO_TOKENS, Math.max(count(input, "audio_tokens"), count(heard, "audio_tokens")))
                .and(Kind.OUTPUT_IMAGE_TOKENS, count(output, "image_tokens"))
                .and(Kind.OUTPUT_AUDIO_TOKENS, count(output, "audio_tokens"));
    }

    private static long count(@Nullable Json details, String name) {
        return details == null ? 0 : details.count(name);
    }
}
