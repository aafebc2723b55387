package io.polygate.session;

import io.polygate.model.RawJson;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A response that is kept, as the Responses API shows it.
///
/// `body` is the response object; `input` are the items that it answered (without those of the responses before it,
/// which `previousId` names) and `output` those that it produced, reasoning with its encrypted content included: all
/// that the next call needs. Immutable.
public record StoredResponse(
        String id, @Nullable String previousId, RawJson body, List<RawJson> input, List<RawJson> output) {

    public StoredResponse {
        input = List.copyOf(input);
        output = List.copyOf(output);
    }

    /// What it is counted as: its texts in characters, which are bytes where they are plain.
    public long size() {
        return id.length() + body.text().length() + length(input) + length(output);
    }

    private static long length(List<RawJson> items) {
        return items.stream().mapToLong(item -> item.text().length()).sum();
    }
}
