/// The binary event streams of AWS, `application/vnd.amazon.eventstream`: frames with headers, a payload and checksums.
@NullMarked
package io.polygate.wire.eventstream;

import org.jspecify.annotations.NullMarked;
