/// Accounts at backends that tokens are got with: who gets them, how long they hold, and that they are renewed before
/// they run out. One of each per node, shared by all shards. Start reading at [io.polygate.provider.account.Accounts].
@NullMarked
package io.polygate.provider.account;

import org.jspecify.annotations.NullMarked;
