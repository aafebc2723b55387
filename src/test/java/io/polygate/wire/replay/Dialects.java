package io.polygate.wire.replay;

import io.polygate.wire.Quirks;
import io.polygate.wire.Target;
import io.polygate.wire.VendorQuirks;
import io.polygate.wire.openai.ChatDialect;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The dialects that take part in the replay tests: one line each.
final class Dialects {

    private static final VendorQuirks VENDORS = VendorQuirks.load();
    /// Names of the recordings' folders that differ from the presets' ids.
    private static final Map<String, String> IDS = Map.of("qwen-compat", "dashscope", "vllm-local", "vllm");

    static final List<Joined> ALL = List.of(new Joined(
            new ChatDialect(), Set.of("openai-chat"), new ChatReader(), Dialects::target, UnaryOperator.identity()));

    private Dialects() {}

    private static Target target(Recording recording) {
        var quirks = VENDORS.find(IDS.getOrDefault(recording.provider(), recording.provider()));
        return Target.of("m", quirks == null ? Quirks.NONE : quirks);
    }
}
