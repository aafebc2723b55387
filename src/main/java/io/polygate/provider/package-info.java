/// Accounts at backends: their configuration, what is known of each vendor, and the clients that call them. Imports
/// `model` and `wire`. Start reading at [io.polygate.provider.ProviderConfig].
@NullMarked
package io.polygate.provider;

import org.jspecify.annotations.NullMarked;
