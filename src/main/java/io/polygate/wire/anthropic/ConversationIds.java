package io.polygate.wire.anthropic;

import io.polygate.wire.CallIds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The ids of a conversation's calls as Anthropic wants them: each of its characters and length, and each call its own
/// (clients and vendors repeat ids from turn to turn, or have none).
///
/// The same conversation always gets the same ids; ids that fit stay. One per request, asked in the order of the turns.
final class ConversationIds {

    private static final int MAX = 64;

    private final Set<String> used = new HashSet<>();
    private final Set<String> answered = new HashSet<>();
    private final Map<String, List<String>> open = new HashMap<>();

    /// The id of the next call.
    String call(String id) {
        var fit = CallIds.plain(id);
        var unique = fit;
        for (var i = 2; !used.add(unique); i++) {
            var suffix = "_" + i;
            unique = fit.substring(0, Math.min(fit.length(), MAX - suffix.length())) + suffix;
        }
        open.computeIfAbsent(id, _ -> new ArrayList<>()).add(unique);
        return unique;
    }

    /// The id of the call that a result answers: of several with the same id the first that has no answer yet.
    String result(String id) {
        var calls = open.get(id);
        if (calls == null) {
            return CallIds.plain(id);
        }
        for (var call : calls) {
            if (answered.add(call)) {
                return call;
            }
        }
        return calls.getLast();
    }
}
