/// Who is calling: keys and principals. Imports `model`. Start reading at [io.polygate.identity.Keys].
@NullMarked
package io.polygate.identity;

import org.jspecify.annotations.NullMarked;
