/// Metrics, traces and logs. Imports nothing of the gateway. Start reading at [io.polygate.telemetry.LogConfig].
@NullMarked
package io.polygate.telemetry;

import org.jspecify.annotations.NullMarked;
