/// OpenAI's Responses API (`POST /responses`), as OpenAI and the vendors that follow it send it: an answer is a list of
/// items, a stream tells how each item grows. Start reading at [io.polygate.wire.responses.ResponsesDialect].
@NullMarked
package io.polygate.wire.responses;

import org.jspecify.annotations.NullMarked;
