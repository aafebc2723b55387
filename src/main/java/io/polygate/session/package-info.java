<<<<<<< HEAD
/// What a conversation needs from one call to the next: what models thought, and stored answers.
///
/// Imports `model`. Start reading at [io.polygate.session.ThoughtStore].
=======
/// What the gateway remembers between calls: stored responses, so that a conversation can go on from an id where the
/// backend keeps none. May know `model` only. Start reading at [io.polygate.session.ResponseStore].
>>>>>>> d405a08 (Count tokens, keep responses, test the dialect)
@NullMarked
package io.polygate.session;

import org.jspecify.annotations.NullMarked;
