package io.polygate.model;

import org.jspecify.annotations.Nullable;

/// Where the few fields that routing reads stand in a JSON body, so that nobody scans it twice.
///
/// `afterBrace` is the offset behind the opening brace; the spans cover the values, quotes included.
public record BodyOutline(
        int afterBrace,
        boolean empty,
        @Nullable Span model,
        @Nullable Span streamOptions,
        boolean usageAsked) {

    public static final BodyOutline NONE = new BodyOutline(0, true, null, null, false);
}
