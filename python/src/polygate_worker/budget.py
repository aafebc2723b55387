"""The memory that all loaded models share; makes room by unloading the one that was idle longest."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from polygate_worker.errors import ErrorKind, WorkerError
from polygate_worker.memory import MIB

if TYPE_CHECKING:
    from polygate_worker.served_model import ServedModel


class MemoryBudget:
    """Reservations by model, before loading by estimate, afterwards by measure."""

    def __init__(self, total: int) -> None:
        self.total = total
        self._taken: dict[ServedModel, int] = {}
        self._decision = asyncio.Lock()

    @property
    def used(self) -> int:
        """Bytes taken or reserved."""
        return sum(self._taken.values())

    def taken_by(self, model: ServedModel) -> int:
        """Bytes of one model."""
        return self._taken.get(model, 0)

    async def reserve(self, model: ServedModel, need: int) -> None:
        """Set `need` bytes aside, unloading idle models where that helps; `NO_MEMORY` when it does not."""
        if need > self.total:
            raise WorkerError(
                ErrorKind.NO_MEMORY,
                f"model '{model.spec.name}' needs about {need // MIB} MiB "
                f"(allowed: {self.total // MIB} MiB, memory-budget)",
            )
        async with self._decision:
            while self.used + need > self.total:
                idle = [other for other in self._taken if other is not model and other.idle_seconds > 0]
                unloaded = False
                for other in sorted(idle, key=lambda each: -each.idle_seconds):
                    if unloaded := await other.unload_if_idle(0):
                        break
                if not unloaded:
                    raise self._no_room(model, need)
            self._taken[model] = need

    def measured(self, model: ServedModel, actual: int) -> None:
        """Replace an estimate that was too low by what is really taken."""
        self._taken[model] = max(actual, self._taken.get(model, 0))

    def release(self, model: ServedModel) -> None:
        """Give a model's bytes back."""
        self._taken.pop(model, None)

    def _no_room(self, model: ServedModel, need: int) -> WorkerError:
        return WorkerError(
            ErrorKind.NO_MEMORY,
            f"model '{model.spec.name}' needs about {need // MIB} MiB, and the models that are at work "
            f"leave {max(self.total - self.used, 0) // MIB} of {self.total // MIB} MiB",
            retry_after=5,
        )
