/// Kiro's conversations with Claude through Amazon Q, as a backend's format: a state of the whole conversation one way,
/// AWS's event stream the other. Start reading at [io.polygate.wire.kiro.KiroDialect].
@NullMarked
package io.polygate.wire.kiro;

import org.jspecify.annotations.NullMarked;
