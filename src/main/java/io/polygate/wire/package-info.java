/// Wire formats: pure encoding and decoding between bytes and the canonical model, no input or output.
///
/// May import `model`, Vert.x buffers, `java.*`. A dialect is a package below this one with a public class that is its
/// [io.polygate.wire.Dialect] and a fixed set of package-private ones: `…Requests` (the request's own fields),
/// `…Messages` (turns and parts), `…Tools` (tools and their choice), `…Responses` (whole answers), `…Events` (a stream,
/// a decoder and an encoder, one object per stream), `…Usage`, `…Errors`; each with `decode` (wire to model) and
/// `encode` (model to wire), static where there is no state. One that only backends speak is a
/// [io.polygate.wire.BackendDialect]: it has no way to be answered in. How one is written:
///
/// 1. Decode from [io.polygate.wire.json.Json] views; a wrong type is an error with its path
/// ([io.polygate.wire.Fields]).
/// 2. What the model has no field for becomes `Extras` of the dialect's name, written again by the same dialect alone.
/// 3. Encode with [io.polygate.wire.json.JsonWriter] in one fixed order of members: same input, same bytes.
/// 4. What can't be said is reported to [io.polygate.wire.Warnings], never dropped in silence and never an error.
/// 5. Decoders accept whatever shape arrives; [io.polygate.wire.Quirks] (data) decide only what we send.
/// 6. Streams keep the order that `StreamEvent` promises: [io.polygate.wire.OpenParts] makes parts out of loose deltas,
///    [io.polygate.wire.SequentialParts] puts interleaved ones in a row, [io.polygate.wire.ResponseCollector] and
///    [io.polygate.wire.ResponseEvents] turn a stream into an answer and back.
/// 7. Constant memory per stream: no collecting of text, arguments or events.
/// 8. Shared: `ReasoningBudgets`, `ToolArguments`, `DataUrl`, `JsonSchemas`, `VendorErrors`, `ThinkTags`,
///    `FunctionTools`, `CallFragments`, `PartTexts`, `CarriedExtras`, `Unsaid`.
@NullMarked
package io.polygate.wire;

import org.jspecify.annotations.NullMarked;
