/// JSON as bytes: a scanner that checks a text and finds a few top-level fields without building a tree, a splicer that
/// edits the original bytes, an immutable view for decoding ([io.polygate.wire.json.Json]) and a writer for encoding.
/// All are strict (RFC 8259), keep member order and never change a number. Start reading at `JsonScanner`.
@NullMarked
package io.polygate.wire.json;

import org.jspecify.annotations.NullMarked;
