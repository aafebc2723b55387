/// What the gateway and a model worker say to each other (`proto/worker/v1`): requests out, events in. No caller speaks
/// it.
///
/// May import `model`, the generated messages and what dialects share. Start reading at
/// [io.polygate.wire.worker.WorkerDialect].
@NullMarked
package io.polygate.wire.worker;

import org.jspecify.annotations.NullMarked;
