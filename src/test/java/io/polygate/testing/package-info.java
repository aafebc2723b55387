/// What the tests of the doors are made of: a real gateway in process, a real HTTP server that plays the backend, and
/// clients, one of them with bare hands. Everything is on a free port. Start reading at
/// [io.polygate.testing.TestGateway] and [io.polygate.testing.FakeProvider].
@NullMarked
package io.polygate.testing;

import org.jspecify.annotations.NullMarked;
