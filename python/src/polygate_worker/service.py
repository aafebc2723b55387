"""What a worker does, whichever door asks: generate, embed, rerank, within a model's slots and limits."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from dataclasses import replace

from polygate_worker.call import Call, Ledger
from polygate_worker.calls import (
    Embedding,
    Event,
    Finished,
    Generation,
    Reranking,
    Scores,
    Usage,
    Vectors,
)
from polygate_worker.config import Limits
from polygate_worker.engines.base import Task
from polygate_worker.errors import ErrorKind, WorkerError
from polygate_worker.library import Library
from polygate_worker.served_model import ServedModel

NAMES = {"generate": "generate text", "embed": "make embeddings", "rerank": "rerank documents"}


class Service:
    """The operations; each runs inside a `Call` that the door has opened."""

    def __init__(self, library: Library, ledger: Ledger, limits: Limits) -> None:
        self.library = library
        self.ledger = ledger
        self.limits = limits

    async def generate(self, call: Call, request: Generation) -> AsyncGenerator[Event, None]:
        """Answer as a stream that ends with `Finished`; closing it early frees the slot."""
        model = self._model(call, "generate")
        async with model.use() as engine:
            call.started = time.monotonic()
            stream = engine.generate(replace(request, traceparent=call.trace.traceparent))
            try:
                async for event in stream:
                    if isinstance(event, Finished):
                        call.finish_reason = event.reason
                        call.usage = event.usage
                    else:
                        call.token()
                    yield event
            finally:
                await stream.aclose()

    async def embed(self, call: Call, request: Embedding) -> Vectors:
        """One vector per text."""
        model = self._model(call, "embed")
        async with model.use() as engine:
            call.started = time.monotonic()
            vectors = await engine.embed(request)
        call.usage = Usage(prompt_tokens=vectors.prompt_tokens)
        return vectors

    async def rerank(self, call: Call, request: Reranking) -> Scores:
        """One score per document."""
        model = self._model(call, "rerank")
        async with model.use() as engine:
            call.started = time.monotonic()
            scores = await engine.rerank(request)
        call.usage = Usage(prompt_tokens=scores.prompt_tokens)
        return scores

    def _model(self, call: Call, task: Task) -> ServedModel:
        model = self.library.get(call.model)
        call.known = True
        if task not in model.spec.tasks:
            raise WorkerError(
                ErrorKind.UNSUPPORTED,
                f"model '{call.model}' does not {NAMES[task]} (it does: {', '.join(model.spec.tasks)})",
                param="model",
            )
        call.interruption.after(
            self.limits.call_timeout,
            WorkerError(ErrorKind.TIMEOUT, f"the call took longer than {self.limits.call_timeout:g} s (call-timeout)"),
        )
        return model
