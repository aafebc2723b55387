/// Answers kept by `Idempotency-Key`, so that a caller who asks again gets the same one and pays once.
///
/// Imports `model` and `bus`. Start reading at [io.polygate.routing.idempotency.Replays].
@NullMarked
package io.polygate.routing.idempotency;

import org.jspecify.annotations.NullMarked;
