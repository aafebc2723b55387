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
public final class Logprobs {

    private Logprobs() {}

    /// In the shape of chat or of legacy completions; none where there are none.
    public static List<Logprob> decode(@Nullable Json logprobs) {
        if (logprobs == null) {
            return List.of();
        }
        return logprobs.get("tokens") == null ? items(logprobs.items("content")) : legacy(logprobs);
    }

    /// `{tokens, token_logprobs, top_logprobs: [{token: logprob}]}` of legacy completions.
    private static List<Logprob> legacy(Json logprobs) {
        var tokens = logprobs.items("tokens");
        var values = logprobs.items("token_logprobs");
        var tops = logprobs.items("top_logprobs");
        var decoded = new ArrayList<Logprob>(tokens.size());
        for (var i = 0; i < tokens.size(); i++) {
            var token = tokens.get(i).asString();
            var value = i < values.size() ? values.get(i).asDouble() : null;
            var alternatives = new ArrayList<Logprob>();
            if (i < tops.size()) {
                for (var top : tops.get(i).members()) {
                    var number = top.value().asDouble();
                    alternatives.add(new Logprob(top.name(), number == null ? 0 : number, null, List.of()));
                }
            }
            decoded.add(new Logprob(token == null ? "" : token, value == null ? 0 : value, null, alternatives));
        }
        return decoded;
    }

    /// `offset` is where the first token begins in the text; tells where the next one will.
    static int encodeLegacy(List<Logprob> logprobs, int offset, JsonWriter json) {
        json.object().name("tokens").array();
        logprobs.forEach(item -> json.value(item.token()));
        json.endArray().name("token_logprobs").array();
        logprobs.forEach(item -> json.raw(Numbers.text(item.logprob())));
        json.endArray().name("top_logprobs").array();
        for (var item : logprobs) {
            json.object();
            item.alternatives().forEach(top -> json.rawField(top.token(), Numbers.text(top.logprob())));
            json.endObject();
        }
        json.endArray().name("text_offset").array();
        var next = offset;
        for (var item : logprobs) {
            json.value(next);
            next += item.token().length();
        }
        json.endArray().endObject();
        return next;
    }

    private static List<Logprob> items(List<Json> items) {
        var decoded = new ArrayList<Logprob>(items.size());
        for (var item : items) {
            var token = item.string("token");
            var value = item.get("logprob");
            var number = value == null ? null : value.asDouble();
            if (token != null && number != null) {
                var bytes = item.get("bytes");
                var alternatives = items(item.items("top_logprobs"));
                decoded.add(new Logprob(token, number, bytes == null ? null : new RawJson(bytes.raw()), alternatives));
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
