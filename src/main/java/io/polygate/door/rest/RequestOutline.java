package io.polygate.door.rest;

import io.polygate.model.BodyOutline;
import io.polygate.model.ErrorKind;
import io.polygate.model.GatewayError;
import io.polygate.model.Span;
import io.polygate.wire.json.Json;
import io.polygate.wire.json.JsonScanner;
import io.polygate.wire.json.JsonSyntaxException;
import io.polygate.wire.json.JsonType;
import io.polygate.wire.json.TopLevel;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Checks that a body is a JSON object and finds the few fields that routing reads, without building a tree. Used on
/// one context.
final class RequestOutline {

    private static final int MODEL = 0;
    private static final int STREAM = 1;
    private static final int STREAM_OPTIONS = 2;
    private static final String[] FIELDS = {"model", "stream", "stream_options"};

    private final JsonScanner scanner;
    private final int maxDepth;

    RequestOutline(int maxDepth) {
        this.scanner = new JsonScanner(maxDepth, FIELDS);
        this.maxDepth = maxDepth;
    }

    /// What a body says of its routing, or what is wrong with it. `stream` is null where it does not say.
    record Reading(
            @Nullable String model,
            @Nullable Boolean stream,
            BodyOutline outline,
            @Nullable GatewayError defect) {

        static Reading wrong(GatewayError defect) {
            return new Reading(null, null, BodyOutline.NONE, defect);
        }
    }

    /// Where a body's model is named.
    ///
    /// @param inBody whether it is there, and not in the path
    /// @param otherwise what is meant by a body that names none, or null where it must name one
    record Naming(boolean inBody, @Nullable String otherwise) {}

    Reading read(Buffer body, Naming naming) {
        try {
            var top = scanner.scan(body);
            var defect = check(top, naming);
            if (defect != null) {
                return new Reading(top.isObject() ? top.string(MODEL) : null, null, BodyOutline.NONE, defect);
            }
            var model = top.has(MODEL) ? top.string(MODEL) : naming.otherwise();
            return new Reading(model, stream(top), outline(top), null);
        } catch (JsonSyntaxException e) {
            return Reading.wrong(syntax(e));
        }
    }

    private static @Nullable Boolean stream(TopLevel top) {
        var stream = top.type(STREAM);
        return stream == JsonType.TRUE ? Boolean.TRUE : stream == JsonType.FALSE ? Boolean.FALSE : null;
    }

    private GatewayError syntax(JsonSyntaxException e) {
        var message = e.problem() == JsonSyntaxException.Problem.TOO_DEEP
                ? "the body is nested deeper than " + maxDepth + " levels (server.max-depth): " + e.getMessage()
                : "the body is not valid JSON: " + e.getMessage();
        return GatewayError.of(ErrorKind.BAD_JSON, message);
    }

    private static @Nullable GatewayError check(TopLevel top, Naming naming) {
        if (!top.isObject()) {
            return GatewayError.of(ErrorKind.BAD_REQUEST, "the body is " + said(top.type()) + " (expected: an object)");
        }
        if (!naming.inBody()) {
            return null;
        }
        if (top.duplicated(MODEL)) {
            return GatewayError.field(ErrorKind.INVALID_FIELD, "model", "model appears more than once");
        }
        var model = top.type(MODEL);
        return model == null && naming.otherwise() != null ? checkStream(top) : check(top, model);
    }

    private static @Nullable GatewayError check(TopLevel top, @Nullable JsonType model) {
        if (model == null) {
            return GatewayError.field(ErrorKind.MISSING_FIELD, "model", "model is missing (expected: a string)");
        }
        var name = top.string(MODEL);
        if (name == null || name.isEmpty()) {
            var found = name == null ? said(model) : "empty";
            return GatewayError.field(ErrorKind.INVALID_FIELD, "model", "model is " + found + " (expected: a string)");
        }
        return checkStream(top);
    }

    private static @Nullable GatewayError checkStream(TopLevel top) {
        var stream = top.type(STREAM);
        if (stream != null && stream != JsonType.TRUE && stream != JsonType.FALSE && stream != JsonType.NULL) {
            var message = "stream is " + said(stream) + " (expected: true or false)";
            return GatewayError.field(ErrorKind.INVALID_FIELD, "stream", message);
        }
        return null;
    }

    private static String said(JsonType type) {
        var word = type.name().toLowerCase(Locale.ROOT);
        return switch (type) {
            case OBJECT, ARRAY -> "an " + word;
            case STRING, NUMBER -> "a " + word;
            case TRUE, FALSE, NULL -> word;
        };
    }

    /// Offsets from the start of the body, which is not always the start of its array.
    private static BodyOutline outline(TopLevel top) {
        var options = top.type(STREAM_OPTIONS) == null ? null : span(top, STREAM_OPTIONS);
        return new BodyOutline(
                top.afterBrace() - top.from(),
                top.members() == 0,
                top.has(MODEL) ? span(top, MODEL) : null,
                options,
                asksUsage(top));
    }

    private static Span span(TopLevel top, int field) {
        return new Span(top.start(field) - top.from(), top.end(field) - top.from());
    }

    private static boolean asksUsage(TopLevel top) {
        if (top.type(STREAM_OPTIONS) != JsonType.OBJECT) {
            return false;
        }
        return Json.parse(top.text(), top.start(STREAM_OPTIONS), top.end(STREAM_OPTIONS), Json.MAX_DEPTH)
                .isTrue("include_usage");
    }
}
