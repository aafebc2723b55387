"""All models of a worker by name, and the clock that unloads the idle ones."""

from __future__ import annotations

import asyncio
import difflib
import logging
from collections.abc import Callable, Sequence

from polygate_worker.budget import MemoryBudget
from polygate_worker.errors import ErrorKind, WorkerError
from polygate_worker.served_model import ServedModel

IDLE_CHECK = 1.0

log = logging.getLogger(__name__)


class Library:
    """The models that were configured; the set does not change while the worker runs, their states do."""

    def __init__(self, models: Sequence[ServedModel], budget: MemoryBudget) -> None:
        self._models = {model.spec.name: model for model in models}
        self.budget = budget
        self._clock: asyncio.Task[None] | None = None
        self._listeners: list[Callable[[], None]] = []
        for model in models:
            model.on_change = self._changed

    def start(self) -> None:
        """Start the clock."""
        self._clock = asyncio.create_task(self._unload_idle())

    async def close(self) -> None:
        """Stop every engine."""
        if self._clock:
            self._clock.cancel()
        await asyncio.gather(*(model.close() for model in self._models.values()))

    def all(self) -> Sequence[ServedModel]:
        """In the order of the configuration."""
        return list(self._models.values())

    def get(self, name: str) -> ServedModel:
        """By name; an unknown one is `MODEL_NOT_FOUND` with the nearest names."""
        model = self._models.get(name)
        if model:
            return model
        near = difflib.get_close_matches(name, self._models, n=3, cutoff=0.3) or list(self._models)[:5]
        raise WorkerError(
            ErrorKind.MODEL_NOT_FOUND,
            f"model: {name[:100]!r} is not served here (expected: one of {', '.join(near)})",
            param="model",
        )

    def listen(self, listener: Callable[[], None]) -> None:
        """Be called whenever a model's state changes."""
        self._listeners.append(listener)

    async def preload(self, names: Sequence[str]) -> None:
        """Load these one after the other; a failure is logged and tried again when it is asked for."""
        for name in names:
            try:
                await self.get(name).load()
            except WorkerError as error:
                log.error("%s", error.message)

    async def _unload_idle(self) -> None:
        while True:
            await asyncio.sleep(IDLE_CHECK)
            for model in self._models.values():
                if model.spec.idle_timeout > 0:
                    await model.unload_if_idle(model.spec.idle_timeout)

    def _changed(self) -> None:
        for listener in self._listeners:
            listener()
