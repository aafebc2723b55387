package io.polygate.wire.openai;

import io.polygate.model.Logprob;
import io.polygate.model.RawJson;
import io.polygate.wire.Numbers;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `logprobs.content`: `[{token, logprob, bytes, top_logprobs: [{token, logprob, bytes}]}]`.
final class Logprobs {

    private Logprobs() {}

    static List<Logprob> decode(@Nullable Json logprobs) {
        return logprobs == null ? List.of() : items(logprobs.items("content"));
    }

    private static List<Logprob> items(List<Json> items) {
        var decoded = new ArrayList<Logprob>(items.size());
        for (var item : items) {
            var token = item.string("token");
            var value = item.get("logprob");
            var number = value == null ? null : value.asDouble();
            if (token != null && number != null) {
                var bytes = item.raw("bytes");
                var alternatives = items(item.items("top_logprobs"));
                decoded.add(new Logprob(token, number, bytes == null ? null : new RawJson(bytes), alternatives));
            }
        }
        return decoded;
    }

    static void encode(List<Logprob> logprobs, JsonWriter json) {
        json.object().name("content").array();
        logprobs.forEach(item -> encode(item, true, json));
        json.endArray().name("refusal").nullValue().endObject();
    }

    private static void encode(Logprob item, boolean top, JsonWriter json) {
        json.object().field("token", item.token()).rawField("logprob", Numbers.text(item.logprob()));
        json.rawField("bytes", item.bytes() == null ? "null" : item.bytes().text());
        if (top) {
            json.name("top_logprobs").array();
            item.alternatives().forEach(alternative -> encode(alternative, false, json));
            json.endArray();
        }
        json.endObject();
    }
}
