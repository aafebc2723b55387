package io.polygate.model;

import org.jspecify.annotations.Nullable;

/// Where the bytes of an image, a sound or a document are.
public sealed interface Source {

    /// Standard base64 with padding, whichever alphabet it came in. `mediaType` is a MIME type.
    record Base64(String mediaType, String data) implements Source {}

    /// An address that the vendor fetches; `mediaType` where the caller named it.
    record Url(String url, @Nullable String mediaType) implements Source {}

    /// A file that the caller uploaded at the vendor.
    record FileId(String id) implements Source {}

    /// Plain text given in place of a file.
    record PlainText(String text) implements Source {}
}
