package io.polygate.wire.responses;

import io.polygate.model.Logprob;
import io.polygate.model.RawJson;
import io.polygate.wire.Numbers;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;

/// `logprobs` of a text: `[{token, logprob, bytes, top_logprobs: [{token, logprob, bytes}]}]`.
final class ResponsesLogprobs {

    private ResponsesLogprobs() {}

    static List<Logprob> decode(List<Json> items) {
        var decoded = new ArrayList<Logprob>(items.size());
        for (var item : items) {
            var token = item.string("token");
            var value = item.get("logprob");
            var number = value == null ? null : value.asDouble();
            if (token != null && number != null) {
                var bytes = item.get("bytes");
                decoded.add(new Logprob(
                        token,
                        number,
                        bytes == null ? null : new RawJson(bytes.raw()),
                        decode(item.items("top_logprobs"))));
            }
        }
        return decoded;
    }

    static void encode(List<Logprob> logprobs, JsonWriter json) {
        json.array();
        for (var item : logprobs) {
            token(item, json).name("top_logprobs").array();
            item.alternatives().forEach(other -> token(other, json).endObject());
            json.endArray().endObject();
        }
        json.endArray();
    }

    private static JsonWriter token(Logprob item, JsonWriter json) {
        json.object().field("token", item.token()).rawField("logprob", Numbers.text(item.logprob()));
        var bytes = item.bytes();
        return bytes == null ? json : json.rawField("bytes", bytes.text());
    }
}
