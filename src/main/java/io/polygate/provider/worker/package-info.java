/// Model workers of one's own, by gRPC (`proto/worker/v1`): calls, and what the workers say of their models and slots.
///
/// May import `model`, `wire` and the channel of `provider.grpc`. Start reading at
/// [io.polygate.provider.worker.WorkerProvider].
@NullMarked
package io.polygate.provider.worker;

import org.jspecify.annotations.NullMarked;
