package io.polygate.model;

import org.jspecify.annotations.Nullable;

/// One piece of a message: its content, and what may hang on any kind of content.
///
/// `seal` is the sender's proof that must come back with the part (a signature or an encrypted form), `cache` marks
/// the end of a prefix that the vendor shall cache.
public record Part(
        Content content, @Nullable Seal seal, @Nullable CacheControl cache, Extras extras) {

    public static Part of(Content content) {
        return new Part(content, null, null, Extras.NONE);
    }

    public static Part text(String text) {
        return of(Content.Text.of(text));
    }

    public Part withSeal(@Nullable Seal newSeal) {
        return new Part(content, newSeal, cache, extras);
    }

    public Part withCache(@Nullable CacheControl newCache) {
        return new Part(content, seal, newCache, extras);
    }

    public Part withExtras(Extras newExtras) {
        return new Part(content, seal, cache, newExtras);
    }

    public Part withContent(Content newContent) {
        return new Part(newContent, seal, cache, extras);
    }
}
