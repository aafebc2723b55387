package io.polygate.provider.mock;

import io.polygate.model.TokenCount;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.Base64;
import java.util.List;

/// The answer to a request for embeddings: a unit vector for each input, as numbers or as base64 of little-endian
/// 32-bit floats.
final class EmbeddingAnswer {

    private static final int DIMENSIONS = 256;
    private static final int MAX_DIMENSIONS = 4096;
    private static final int MAX_INPUTS = 2048;
    private static final int MAX_NUMBERS = 1_000_000;

    private EmbeddingAnswer() {}

    static Answer to(Json body, Behaviour behaviour, UpstreamCall call) {
        var inputs = Texts.decode(body, "input", MAX_INPUTS);
        var asked = Fields.number(body, "dimensions", 1, MAX_DIMENSIONS);
        int dimensions = asked == null ? DIMENSIONS : asked;
        if ((long) inputs.size() * dimensions > MAX_NUMBERS) {
            throw Fields.wrong("dimensions", Integer.toString(dimensions), "inputs × dimensions <= " + MAX_NUMBERS);
        }
        int tokens = inputs.stream().mapToInt(Pieces::count).sum();
        var json = new JsonWriter(1024)
                .object()
                .field("object", "list")
                .name("data")
                .array();
        write(json, inputs, dimensions, isBase64(body));
        json.endArray().field("model", call.model()).name("usage").object();
        json.field("prompt_tokens", tokens).field("total_tokens", tokens).endObject();
        return Answer.whole(json.endObject().toBuffer(), new TokenCount(true, tokens, 0, 0, 0), null, behaviour);
    }

    private static boolean isBase64(Json body) {
        var format = body.get("encoding_format");
        if (format == null || "float".equals(format.asString())) {
            return false;
        }
        if ("base64".equals(format.asString())) {
            return true;
        }
        throw Fields.wrong("encoding_format", format, "float or base64");
    }

    private static void write(JsonWriter json, List<String> inputs, int dimensions, boolean base64) {
        for (int i = 0; i < inputs.size(); i++) {
            var vector = UnitVector.of(inputs.get(i), dimensions);
            json.object().field("object", "embedding").field("index", i).name("embedding");
            if (base64) {
                json.value(Base64.getEncoder().encodeToString(UnitVector.bytes(vector)));
            } else {
                json.array();
                for (float number : vector) {
                    json.raw(Float.toString(number));
                }
                json.endArray();
            }
            json.endObject();
        }
    }
}
