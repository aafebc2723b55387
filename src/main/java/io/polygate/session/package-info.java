/// What a conversation needs from one call to the next: what models thought, and stored answers.
///
/// Imports `model`. Start reading at [io.polygate.session.ThoughtStore].
@NullMarked
package io.polygate.session;

import org.jspecify.annotations.NullMarked;
