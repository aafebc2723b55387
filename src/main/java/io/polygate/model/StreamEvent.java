package io.polygate.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One step of a streamed answer.
///
/// Order, which every decoder keeps and every encoder may rely on: `Started` first; for each part `PartStarted`, its
/// deltas, `PartEnded`; for each choice one `Finished` after its last part; `UsageReported` any number of times, each
/// replacing the one before; last exactly one of `Ended` and `Failed`. Parts of one choice are numbered from 0 in the
/// order in which they start; several may be open at once (interleaved tool calls, see `wire.SequentialParts`).
public sealed interface StreamEvent {

    record Started(String id, String model, long created, Extras extras) implements StreamEvent {}

    /// A part begins, as far as it is known: a text, reasoning, call or sound grows by deltas, the rest is whole.
    record PartStarted(int choice, int part, Part start) implements StreamEvent {}

    record TextDelta(int choice, int part, String text) implements StreamEvent {}

    record RefusalDelta(int choice, int part, String text) implements StreamEvent {}

    /// More reasoning; `summary` is whether it is the vendor's summary, and `passage` counts the passages from 0.
    record ReasoningDelta(int choice, int part, int passage, boolean summary, String text) implements StreamEvent {}

    /// More of a call's arguments.
    record ArgumentsDelta(int choice, int part, String text) implements StreamEvent {}

    /// More of a sound: base64 that can be decoded by itself, or a stretch of what is said in it; either may be empty.
    record AudioDelta(int choice, int part, String data, String transcript) implements StreamEvent {}

    record CitationAdded(int choice, int part, Citation citation) implements StreamEvent {}

    record LogprobsAdded(int choice, List<Logprob> logprobs) implements StreamEvent {}

    /// A part is whole. `seal` is its seal, where it has one.
    record PartEnded(int choice, int part, @Nullable Seal seal) implements StreamEvent {}

    record Finished(int choice, FinishReason reason, Extras extras) implements StreamEvent {}

    /// What was used up to now.
    record UsageReported(Usage usage) implements StreamEvent {}

    /// The vendor says that it is still there.
    record Ping() implements StreamEvent {}

    record Ended() implements StreamEvent {}

    record Failed(GatewayError error) implements StreamEvent {}
}
