/// The benchmark rig behind `make benchmark`: a mock backend, a load generator and the runner that measures direct
/// calls, nginx and the gateway in one run. Talks raw HTTP/1.1 on Netty so that the rig costs less than what it
/// measures. Imports no other package of the product: the gateway runs as its own process. Start reading at
/// [io.polygate.benchmark.Benchmark].
@NullMarked
package io.polygate.benchmark;

import org.jspecify.annotations.NullMarked;
