/// Cohere's API in its second version (`/v2/chat`, `/v2/embed`), as a backend's: requests out, answers in.
@NullMarked
package io.polygate.wire.cohere;

import org.jspecify.annotations.NullMarked;
