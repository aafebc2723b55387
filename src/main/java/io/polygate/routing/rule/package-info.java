/// Which targets may answer a call: names and patterns of names, conditions, limits, shares, and what a target can do.
///
/// Imports `model` and the interfaces of `provider`. Start reading at [io.polygate.routing.rule.Rule].
@NullMarked
package io.polygate.routing.rule;

import org.jspecify.annotations.NullMarked;
