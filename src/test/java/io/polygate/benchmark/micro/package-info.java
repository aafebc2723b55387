/// What pieces of the gateway cost by themselves (JMH), and what translating a stream costs beside passing it through:
/// `make benchmark-micro`.
package io.polygate.benchmark.micro;
