package io.polygate.routing;

import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.provider.PresetModel.Capability;
import io.polygate.routing.rule.Facts;
import io.polygate.routing.rule.Out;
import io.polygate.routing.rule.Selection;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a caller is told when no target of a model can serve the call.
final class Unserved {

    private Unserved() {}

    static GatewayError error(Selection selection, Facts facts) {
        var name = selection.rule().name();
        if (isOut(selection, Out.CONTEXT)) {
            var prompt = facts.prompt();
            var asked = prompt.output() == 0 ? "" : " and " + prompt.output() + " for the answer";
            return GatewayError.of(
                    ErrorKind.CONTEXT_LENGTH,
                    "the prompt has about " + prompt.tokens() + " tokens" + asked + " (expected: at most "
                            + selection.rule().largestContext() + " together for model \"" + name + "\")");
        }
        if (isOut(selection, Out.CAPABILITY)) {
            var missing = selection.rule().missing(facts.prompt().needs()).stream()
                    .map(Unserved::words)
                    .collect(Collectors.joining(", "));
            var what = missing.isEmpty() ? "all that the request needs together" : missing;
            return GatewayError.field(ErrorKind.BAD_REQUEST, "model", "model \"" + name + "\" cannot take " + what);
        }
        if (isOut(selection, Out.CONDITION) || isOut(selection, Out.SHARE)) {
            return GatewayError.field(
                    ErrorKind.MODEL_NOT_FOUND, "model", "model \"" + name + "\" is not served here for such a call");
        }
        if (isOut(selection, Out.DIALECT)) {
            return GatewayError.field(
                    ErrorKind.MODEL_NOT_FOUND,
                    "model",
                    "model \"" + name + "\" is served by a provider of another dialect than that of this path");
        }
        return GatewayError.of(ErrorKind.OVERLOADED, "model \"" + name + "\" is switched off");
    }

    private static boolean isOut(Selection selection, Out why) {
        return selection.considered().rejected().stream().anyMatch(rejected -> rejected.why() == why);
    }

    private static String words(Capability capability) {
        return switch (capability) {
            case VISION -> "images";
            case JSON_SCHEMA -> "a JSON schema for its answer";
            default -> capability.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }
}
