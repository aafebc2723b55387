/// Counting tokens offline. Start reading at [io.polygate.provider.tokens.OfflineTokenCounter].
@NullMarked
package io.polygate.provider.tokens;

import org.jspecify.annotations.NullMarked;
