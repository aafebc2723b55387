/// The official clients of vendors against a real gateway: their programs are in `src/test/sdk`, installed under
/// `.cache/sdk` on first use, and run as child processes. Start reading at [io.polygate.sdk.OpenAiSdkTest].
@NullMarked
package io.polygate.sdk;

import org.jspecify.annotations.NullMarked;
