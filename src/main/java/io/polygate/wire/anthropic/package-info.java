/// Anthropic's Messages API, both ways, of the versions 2023-06-01 and 2026-10-21.
///
/// May import `model`, `wire`, Vert.x buffers. Start reading at [io.polygate.wire.anthropic.AnthropicDialect]; what
/// differs between models is in one place, `Claude`. Source: the types of Anthropic's own clients, and recordings.
@NullMarked
package io.polygate.wire.anthropic;

import org.jspecify.annotations.NullMarked;
