package io.polygate.wire;

import io.polygate.model.Content;
import io.polygate.model.Extras;
import io.polygate.model.Part;
import io.polygate.model.RawJson;
import io.polygate.model.Source;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;

/// A sound that comes in pieces, each base64 of its own, and what is said in it.
///
/// The transcript is a field of the sound's extras, as OpenAI has it.
public final class CollectedAudio {

    static final String TRANSCRIPT = "transcript";

    private final List<String> pieces = new ArrayList<>();
    private final StringBuilder transcript = new StringBuilder();

    /// A piece of the sound's base64, and of its transcript; either may be empty.
    public void append(String data, String said) {
        if (!data.isEmpty()) {
            pieces.add(data);
        }
        transcript.append(said);
    }

    /// The part with what was collected behind what it began with.
    public Part joinedTo(Part start) {
        if (!(start.content() instanceof Content.Media media && media.source() instanceof Source.Base64 begun)) {
            return start;
        }
        if (pieces.isEmpty() && transcript.isEmpty()) {
            return start;
        }
        if (!begun.data().isEmpty()) {
            pieces.addFirst(begun.data());
        }
        var source = new Source.Base64(begun.mediaType(), joined(pieces));
        pieces.clear();
        pieces.add(source.data());
        var whole = start.withContent(new Content.Media(media.kind(), source, media.name(), media.detail()));
        return transcript.isEmpty() ? whole : whole.withExtras(spoken(start.extras()));
    }

    private Extras spoken(Extras extras) {
        var fields = new LinkedHashMap<>(extras.fields());
        var known = fields.get(TRANSCRIPT);
        var before = known == null ? null : Json.parse(known.text()).asString();
        var said = before == null ? transcript.toString() : before + transcript;
        fields.put(TRANSCRIPT, new RawJson(JsonWriter.quote(said)));
        return new Extras(extras.dialect().isEmpty() ? "openai" : extras.dialect(), fields);
    }

    /// One base64 text of all pieces; a piece that ends in padding can't be followed by another as it is.
    private static String joined(List<String> pieces) {
        var padded = pieces.subList(0, pieces.size() - 1).stream()
                .anyMatch(piece -> piece.endsWith("=") || piece.length() % 4 != 0);
        if (!padded) {
            return String.join("", pieces);
        }
        var bytes = new ByteArrayOutputStream();
        try {
            pieces.forEach(piece -> bytes.writeBytes(Base64.getDecoder().decode(piece)));
        } catch (IllegalArgumentException e) {
            return String.join("", pieces);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
