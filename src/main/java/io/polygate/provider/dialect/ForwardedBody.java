package io.polygate.provider.dialect;

import io.polygate.model.BodyOutline;
import io.polygate.model.Operation;
import io.polygate.model.Span;
import io.polygate.provider.Thoughts;
import io.polygate.provider.UpstreamCall;
import io.polygate.wire.Quirks;
import io.polygate.wire.json.Bytes;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonWriter;
import io.polygate.wire.json.Splice;
import io.polygate.wire.json.TopLevel;
import io.polygate.wire.openai.ReasoningReplay;
import io.vertx.core.buffer.Buffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The request as it goes upstream: the caller's bytes with the target's model name, and with usage asked for, since a
/// stream that does not tell what it used cannot be billed.
record ForwardedBody(Buffer body, boolean usageAdded) {

    private static final Set<String> NAMING = Set.of("openai", "anthropic");
    private static final String ASK_USAGE = "{\"include_usage\":true}";

    /// @param replay the reasoning that the vendor wants back and the caller has dropped, or null
    static ForwardedBody of(UpstreamCall call, Quirks quirks, @Nullable ReasoningReplay replay, Thoughts thoughts) {
        var outline = call.outline();
        boolean addUsage = call.dialect().equals("openai")
                && call.stream()
                && (call.operation() == Operation.CHAT || call.operation() == Operation.COMPLETION)
                && !outline.usageAsked()
                && quirks.takes("stream_options");
        if (call.operation() == Operation.FILES) {
            return new ForwardedBody(call.body(), false);
        }
        var text = Bytes.of(call.body());
        var newModel = changedModel(text, outline.model(), call.model());
        boolean addModel = outline.model() == null && namesModel(call);
        if (newModel == null && !addModel && !addUsage && replay == null) {
            return new ForwardedBody(call.body(), false);
        }
        var splice = new Splice(TopLevel.ofObject(text, text.from() + outline.afterBrace(), outline.empty()));
        if (newModel != null && outline.model() != null) {
            replace(splice, text, outline.model(), newModel);
        }
        if (addModel) {
            splice.insert("model", JsonWriter.quote(call.model()));
        }
        if (addUsage) {
            askUsage(splice, text, outline);
        }
        if (replay != null) {
            replay.restore(splice, callId -> thoughts.find(call.owner(), callId));
        }
        return new ForwardedBody(splice.toBuffer(), addUsage);
    }

    /// Whether the body must name the model, also where the caller's path did. What nobody outlined has a model.
    private static boolean namesModel(UpstreamCall call) {
        boolean outlined = call.outline().afterBrace() > 0;
        return call.operation().opaque() || outlined && NAMING.contains(call.dialect());
    }

    private static void askUsage(Splice splice, Bytes text, BodyOutline outline) {
        var options = outline.streamOptions();
        if (options == null) {
            splice.insert("stream_options", ASK_USAGE);
            return;
        }
        var json = Json.parse(text.array(), text.from() + options.start(), text.from() + options.end(), Json.MAX_DEPTH);
        if (!json.isObject()) {
            replace(splice, text, options, ASK_USAGE);
            return;
        }
        var merged = new JsonWriter().object();
        for (var member : json.members()) {
            if (!member.name().equals("include_usage")) {
                merged.name(member.name()).raw(member.value());
            }
        }
        replace(
                splice,
                text,
                options,
                merged.field("include_usage", true).endObject().toString());
    }

    /// The new name as JSON, or null when the body already has it.
    private static @Nullable String changedModel(Bytes text, @Nullable Span span, String model) {
        if (span == null) {
            return null;
        }
        var wanted = JsonWriter.quote(model);
        int length = span.end() - span.start();
        if (length == wanted.length()) {
            int i = 0;
            while (i < length && text.array()[text.from() + span.start() + i] == wanted.charAt(i)) {
                i++;
            }
            if (i == length) {
                return null;
            }
        }
        return wanted;
    }

    private static void replace(Splice splice, Bytes text, Span span, String json) {
        splice.replace(text.from() + span.start(), text.from() + span.end(), json);
    }
}
