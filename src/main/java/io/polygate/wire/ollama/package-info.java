/// Ollama's own API (`/api/chat`, `/api/embed`), as a backend's: requests out, answers in.
@NullMarked
package io.polygate.wire.ollama;

import org.jspecify.annotations.NullMarked;
