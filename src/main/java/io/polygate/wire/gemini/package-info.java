/// Google's Gemini API (`generateContent`, also as Vertex AI serves it): requests, whole answers, streams as
/// server-sent
/// events and as a JSON array, errors, embeddings, token counts and lists of models.
/// Names are read in both of proto JSON's spellings (`maxOutputTokens`, `max_output_tokens`) and written in the first.
/// Source: googleapis `google/ai/generativelanguage/v1beta`. Start reading at [io.polygate.wire.gemini.GeminiDialect].
@NullMarked
package io.polygate.wire.gemini;

import org.jspecify.annotations.NullMarked;
