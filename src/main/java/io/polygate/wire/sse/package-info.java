/// Server-sent events (WHATWG HTML, section 9.2): an incremental parser that takes bytes split anywhere, and a writer.
/// Knows nothing of what the events mean. Start reading at [io.polygate.wire.sse.SseParser].
@NullMarked
package io.polygate.wire.sse;

import org.jspecify.annotations.NullMarked;
