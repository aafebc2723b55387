package io.polygate.wire.gemini;

import io.polygate.model.Logprob;
import io.polygate.wire.Numbers;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `logprobsResult`: the tokens chosen, and for each step those that were most likely. The numbers of tokens in
/// Google's
/// vocabulary mean nothing elsewhere and are left out.
final class GeminiLogprobs {

    private GeminiLogprobs() {}

    static List<Logprob> decode(@Nullable Json result) {
        if (result == null) {
            return List.of();
        }
        var top = result.items("topCandidates");
        var chosen = result.items("chosenCandidates");
        var logprobs = new ArrayList<Logprob>(chosen.size());
        for (var i = 0; i < chosen.size(); i++) {
            var alternatives = new ArrayList<Logprob>();
            if (i < top.size()) {
                top.get(i).items("candidates").forEach(item -> alternatives.add(item(item, List.of())));
            }
            logprobs.add(item(chosen.get(i), alternatives));
        }
        return logprobs;
    }

    private static Logprob item(Json item, List<Logprob> alternatives) {
        var token = item.string("token");
        var value = item.get("logProbability");
        var number = value == null ? null : value.asDouble();
        // proto JSON leaves out a zero
        return new Logprob(token == null ? "" : token, number == null ? 0 : number, null, alternatives);
    }

    static void encode(List<Logprob> logprobs, JsonWriter json) {
        if (logprobs.isEmpty()) {
            return;
        }
        json.name("logprobsResult").object().name("chosenCandidates").array();
        logprobs.forEach(item -> item(item, json));
        json.endArray();
        if (logprobs.stream().anyMatch(item -> !item.alternatives().isEmpty())) {
            json.name("topCandidates").array();
            for (var item : logprobs) {
                json.object().name("candidates").array();
                item.alternatives().forEach(alternative -> item(alternative, json));
                json.endArray().endObject();
            }
            json.endArray();
        }
        json.endObject();
    }

    private static void item(Logprob item, JsonWriter json) {
        json.object().field("token", item.token());
        json.rawField("logProbability", Numbers.text(item.logprob())).endObject();
    }
}
