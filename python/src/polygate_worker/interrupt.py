"""Ends the call that a task is in the middle of with an error, from outside of that task."""

from __future__ import annotations

import asyncio
from types import TracebackType

from polygate_worker.errors import WorkerError


class Interruption:
    """Within its block, `interrupt(error)` (or `error` after `timeout` seconds) raises that error there."""

    def __init__(self) -> None:
        self._task: asyncio.Task[object] | None = None
        self._error: WorkerError | None = None
        self._timer: asyncio.TimerHandle | None = None

    def after(self, seconds: float, error: WorkerError) -> None:
        """Interrupt with `error` once `seconds` have gone by."""
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.interrupt, error)

    def interrupt(self, error: WorkerError) -> None:
        """Raise `error` in the block; nothing happens when it has ended, and only the first error counts."""
        if self._task is None or self._error is not None:
            return
        self._error = error
        self._task.cancel()

    def __enter__(self) -> Interruption:
        self._task = asyncio.current_task()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        task, self._task = self._task, None
        if self._timer:
            self._timer.cancel()
        if self._error is None:
            return
        if kind is asyncio.CancelledError:
            if hasattr(task, "uncancel"):
                task.uncancel()  # type: ignore[union-attr]
            raise self._error
