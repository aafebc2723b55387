/// Streams of JSON values, one on a line (`application/x-ndjson`). Imports nothing but buffers and `wire.json`.
@NullMarked
package io.polygate.wire.ndjson;

import org.jspecify.annotations.NullMarked;
