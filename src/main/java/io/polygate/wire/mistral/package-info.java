/// Mistral's API, as a backend's: a chat with rules of its own, which the preset's quirks say, and errors of its own.
@NullMarked
package io.polygate.wire.mistral;

import org.jspecify.annotations.NullMarked;
