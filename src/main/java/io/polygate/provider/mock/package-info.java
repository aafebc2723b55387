/// The backend without an account: answers in OpenAI's dialect, in process, the same for the same request. What it says
/// is derived from the request; delays and faults come on request ([io.polygate.provider.mock.Behaviour]). Imports
/// `model`, `provider` and `wire`. Start reading at [io.polygate.provider.mock.MockProvider].
@NullMarked
package io.polygate.provider.mock;

import org.jspecify.annotations.NullMarked;
