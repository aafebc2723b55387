/// Backends with several APIs, or with wrappings around the formats of others: which API a call meets, at which path,
/// and as whom. Start reading at [io.polygate.provider.cloud.Clouds].
@NullMarked
package io.polygate.provider.cloud;

import org.jspecify.annotations.NullMarked;
