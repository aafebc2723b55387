/// Backends that speak OpenAI's dialect.
@NullMarked
package io.polygate.provider.openai;

import org.jspecify.annotations.NullMarked;
