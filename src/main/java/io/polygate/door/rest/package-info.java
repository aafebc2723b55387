/// The REST door: OpenAI's, Anthropic's and Gemini's paths, read just enough to route and passed on as they came.
///
/// Start reading at [io.polygate.door.rest.RestVerticle].
@NullMarked
package io.polygate.door.rest;

import org.jspecify.annotations.NullMarked;
