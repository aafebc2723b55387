"""The protocol that every engine fulfils, and the little that all of them are told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from polygate_worker.calls import Embedding, Event, Generation, Reranking, Scores, Vectors

Task: TypeAlias = Literal["generate", "embed", "rerank"]


@dataclass(frozen=True)
class ModelSpec:
    """A model as an engine is to load it. `context` counts tokens per slot; 0 asks for the model's own."""

    name: str
    engine: str
    path: Path | None
    tasks: tuple[Task, ...]
    context: int = 0
    slots: int = 1
    template: str | None = None
    stop: tuple[str, ...] = ()
    tokenizer: Path | None = None
    gpu_layers: int = -1
    threads: int = 0
    command: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    memory: int = 0
    preload: bool = False
    load_timeout: float = 300.0
    idle_timeout: float = 300.0
    stop_grace: float = 5.0


class Engine(Protocol):
    """One loaded model. Made by a factory, then `start`, any number of calls, `stop`; never restarted.

    Cancelling the task (or closing the generator) that runs a call stops its generation within one token.
    Failures are `WorkerError`s; `ENGINE_DIED` when the engine itself is gone.
    """

    async def start(self) -> None:
        """Load the model; returns when it can answer."""

    async def stop(self) -> None:
        """Free everything; never raises, may be called at any time after `start` began."""

    def died(self) -> asyncio.Future[str]:
        """Done, with the reason, once the engine has ended without being asked to."""

    def memory(self) -> int:
        """Bytes that the model takes now."""

    def context(self) -> int:
        """Tokens that one call may use, prompt and answer together; 0 when the engine does not say."""

    async def busy_slots(self) -> int | None:
        """How many calls the engine itself is working on, by its own account; None when it cannot tell."""

    def generate(self, call: Generation) -> AsyncGenerator[Event, None]:
        """Answer; ends with `Finished`."""

    async def embed(self, call: Embedding) -> Vectors:
        """Turn texts into vectors."""

    async def rerank(self, call: Reranking) -> Scores:
        """Score documents."""
