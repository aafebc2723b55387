"""Events, results and models as messages of `worker.v1`."""

from __future__ import annotations

import json

from polygate_worker.budget import MemoryBudget
from polygate_worker.calls import Event, ReasoningDelta, Scores, TextDelta, ToolCallDelta, Usage, Vectors
from polygate_worker.served_model import ServedModel
from polygate_worker.v1 import model_worker_pb2 as pb

REASONS = {
    "stop": pb.FINISH_REASON_STOP,
    "length": pb.FINISH_REASON_LENGTH,
    "tool_calls": pb.FINISH_REASON_TOOL_CALLS,
    "content_filter": pb.FINISH_REASON_CONTENT_FILTER,
}
TASKS = {"generate": pb.TASK_GENERATE, "embed": pb.TASK_EMBED, "rerank": pb.TASK_RERANK}
STATES = {
    "unloaded": pb.MODEL_STATE_UNLOADED,
    "loading": pb.MODEL_STATE_LOADING,
    "ready": pb.MODEL_STATE_READY,
    "unloading": pb.MODEL_STATE_UNLOADING,
    "failed": pb.MODEL_STATE_FAILED,
}


def event_message(event: Event) -> pb.GenerateResponse:
    """One event."""
    if isinstance(event, TextDelta):
        logprobs = json.dumps(event.logprobs) if event.logprobs else ""
        return pb.GenerateResponse(text=pb.TextDelta(text=event.text, logprobs_json=logprobs))
    if isinstance(event, ReasoningDelta):
        return pb.GenerateResponse(reasoning=pb.ReasoningDelta(text=event.text))
    if isinstance(event, ToolCallDelta):
        delta = pb.ToolCallDelta(index=event.index, id=event.id, name=event.name, arguments_json=event.arguments)
        return pb.GenerateResponse(tool_call=delta)
    finished = pb.Finished(reason=REASONS[event.reason], usage=usage_message(event.usage))
    return pb.GenerateResponse(finished=finished)


def usage_message(usage: Usage) -> pb.Usage:
    """Token counts."""
    return pb.Usage(
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        cached_tokens=usage.cached_tokens,
        reasoning_tokens=usage.reasoning_tokens,
    )


def vectors_message(vectors: Vectors) -> pb.EmbedResponse:
    """Embeddings in the inputs' order."""
    embeddings = [pb.Embedding(values=vector) for vector in vectors.vectors]
    return pb.EmbedResponse(embeddings=embeddings, usage=pb.Usage(prompt_tokens=vectors.prompt_tokens))


def scores_message(scores: Scores, top: int) -> pb.RerankResponse:
    """The best documents first."""
    order = sorted(range(len(scores.scores)), key=lambda index: -scores.scores[index])[:top]
    results = [pb.RerankResult(index=index, score=scores.scores[index]) for index in order]
    return pb.RerankResponse(results=results, usage=pb.Usage(prompt_tokens=scores.prompt_tokens))


def model_message(model: ServedModel, budget: MemoryBudget) -> pb.Model:
    """A model with its state now."""
    spec = model.spec
    return pb.Model(
        name=spec.name,
        engine=spec.engine,
        tasks=[TASKS[task] for task in spec.tasks],
        context_length=model.engine.context() if model.engine else spec.context,
        state=STATES[model.state],
        slots=model.slots.total,
        busy_slots=model.slots.busy,
        queued_calls=model.slots.queued,
        memory_bytes=budget.taken_by(model),
    )
