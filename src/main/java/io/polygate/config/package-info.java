/// One configuration from defaults, file, environment and flags: read, checked as a whole, and kept as an immutable
/// snapshot that a change of the file replaces. It may import every room and none imports it, save `app`. Start
/// reading at [io.polygate.config.GatewaySchema], where every key is one line.
@NullMarked
package io.polygate.config;

import org.jspecify.annotations.NullMarked;
