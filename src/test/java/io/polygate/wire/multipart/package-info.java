/// Tests of reading forms as they go by.
@NullMarked
package io.polygate.wire.multipart;

import org.jspecify.annotations.NullMarked;
