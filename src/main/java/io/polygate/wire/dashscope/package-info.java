/// Alibaba's DashScope in its own words (`/services/aigc/…`), as a backend's: requests out, answers in. The messages
/// are a chat's, in an envelope of `input`, `parameters` and `output`.
@NullMarked
package io.polygate.wire.dashscope;

import org.jspecify.annotations.NullMarked;
