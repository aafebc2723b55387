package io.polygate.wire.openai;

import io.polygate.model.Content;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Source;
import io.polygate.wire.Fields;
import io.polygate.wire.Warnings;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A sound that a model says: `audio: {id, data, transcript, expires_at}`, whole or in deltas.
///
/// OpenAI doesn't name the format, which the request chose; the first bytes tell it.
final class ChatAudio {

    /// What OpenAI calls `pcm16`: 24 kHz, 16 bits, one channel, without a header.
    static final String PCM = "audio/L16;codec=pcm;rate=24000";

    private ChatAudio() {}

    /// The type of a sound by how its base64 begins; without a header that is known it is raw samples.
    static String mediaType(String data) {
        if (data.startsWith("UklGR")) {
            return "audio/wav";
        }
        if (data.startsWith("SUQz") || data.startsWith("//")) {
            return "audio/mp3";
        }
        if (data.startsWith("T2dnUw")) {
            return "audio/ogg";
        }
        return data.startsWith("ZkxhQw") ? "audio/flac" : PCM;
    }

    /// The sound of a whole message, or null where there is none.
    static @Nullable Part decode(Json message) {
        var audio = message.object("audio");
        if (audio == null) {
            return null;
        }
        var data = audio.string("data");
        var transcript = audio.string("transcript");
        if ((data == null || data.isEmpty()) && (transcript == null || transcript.isEmpty())) {
            return null;
        }
        var source = new Source.Base64(mediaType(data == null ? "" : data), data == null ? "" : data);
        return new Part(
                new Content.Media(Content.MediaKind.AUDIO, source, null, null),
                null,
                null,
                Fields.extras(audio, ChatDialect.NAME, Set.of("data")));
    }

    /// Whether a part is a sound whose bytes are there.
    static boolean is(Part part) {
        return part.content() instanceof Content.Media media
                && media.kind() == Content.MediaKind.AUDIO
                && media.source() instanceof Source.Base64;
    }

    /// Writes the first sound as a message's `audio`; a message has one. SDKs expect all of its four fields.
    static void encode(List<Part> sounds, String answerId, Warnings warnings, JsonWriter json) {
        if (sounds.isEmpty()) {
            return;
        }
        if (sounds.size() > 1) {
            warnings.add("content.audio", "only the first of " + sounds.size() + " sounds");
        }
        var sound = sounds.getFirst();
        var own = begin(sound, answerId, warnings, json);
        json.field("data", data(sound));
        if (!own.containsKey("expires_at")) {
            json.field("expires_at", 0L);
        }
        if (!own.containsKey("transcript")) {
            json.field("transcript", "");
        }
        json.endObject();
    }

    /// Writes the first delta of a sound.
    static void start(Part sound, String answerId, Warnings warnings, JsonWriter json) {
        begin(sound, answerId, warnings, json);
        var data = data(sound);
        json.field("data", data.isEmpty() ? null : data).endObject();
    }

    private static Map<String, RawJson> begin(Part sound, String answerId, Warnings warnings, JsonWriter json) {
        warnings.extras(sound.extras(), ChatDialect.NAME);
        var own = sound.extras().of(ChatDialect.NAME);
        json.name("audio").object();
        if (!own.containsKey("id")) {
            json.field("id", "audio_" + answerId);
        }
        own.forEach((name, value) -> json.rawField(name, value.text()));
        return own;
    }

    static void piece(String data, String transcript, JsonWriter json) {
        json.name("audio").object().field("data", data.isEmpty() ? null : data);
        json.field("transcript", transcript.isEmpty() ? null : transcript).endObject();
    }

    private static String data(Part sound) {
        return ((Source.Base64) ((Content.Media) sound.content()).source()).data();
    }
}
