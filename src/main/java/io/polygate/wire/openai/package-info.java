/// OpenAI's Chat Completions, as OpenAI and the vendors that follow it send it.
@NullMarked
package io.polygate.wire.openai;

import org.jspecify.annotations.NullMarked;
