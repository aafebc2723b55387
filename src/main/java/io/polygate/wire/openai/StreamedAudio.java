package io.polygate.wire.openai;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Source;
import io.polygate.wire.Fields;
import io.polygate.wire.OpenParts;
import io.polygate.wire.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sound of a choice's deltas: `audio: {id}` first, then `data` and `transcript` in pieces, at the end
/// `expires_at`.
final class StreamedAudio {

    private static final Set<String> PIECES = Set.of("data", "transcript");

    private final OpenParts parts;
    private final Map<String, RawJson> fields = new LinkedHashMap<>();

    StreamedAudio(OpenParts parts) {
        this.parts = parts;
    }

    void add(@Nullable Json audio) {
        if (audio == null) {
            return;
        }
        Fields.extras(audio, ChatDialect.NAME, PIECES).fields().forEach(fields::putIfAbsent);
        var data = orEmpty(audio.string("data"));
        var transcript = orEmpty(audio.string("transcript"));
        if (data.isEmpty() && transcript.isEmpty()) {
            return;
        }
        var source = new Source.Base64(ChatAudio.mediaType(data), "");
        var start = new Part(
                new Content.Media(Content.MediaKind.AUDIO, source, null, null),
                null,
                null,
                Extras.of(ChatDialect.NAME, fields));
        parts.audio(start, data, transcript);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
