/// What a conversation needs from one call to the next: what models thought, and responses that are kept.
///
/// Imports `model`. Start reading at [io.polygate.session.ThoughtStore] and [io.polygate.session.ResponseStore].
@NullMarked
package io.polygate.session;

import org.jspecify.annotations.NullMarked;
