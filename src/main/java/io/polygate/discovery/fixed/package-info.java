/// Endpoints that somebody wrote down: in the configuration, or in a file of their own that is watched.
@NullMarked
package io.polygate.discovery.fixed;

import org.jspecify.annotations.NullMarked;
