/// The HTTP side that all backends share: pooled clients, four timers, header rules, answers read in batches.
///
/// Start reading at [io.polygate.provider.http.HttpAttempt].
@NullMarked
package io.polygate.provider.http;

import org.jspecify.annotations.NullMarked;
