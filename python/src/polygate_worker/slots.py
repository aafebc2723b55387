"""A model's slots and the bounded queue before them."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from polygate_worker.errors import ErrorKind, WorkerError


class Slots:
    """At most `total` calls at once, at most `queue_length` waiting, each at most `queue_timeout` seconds."""

    def __init__(self, model: str, total: int, queue_length: int, queue_timeout: float) -> None:
        self._model = model
        self.total = total
        self._queue_length = queue_length
        self._queue_timeout = queue_timeout
        self._busy = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @property
    def busy(self) -> int:
        """Calls that hold a slot."""
        return self._busy

    @property
    def queued(self) -> int:
        """Calls that wait for one."""
        return len(self._waiting)

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[None]:
        """Wait for a slot in order of arrival, and keep it for the length of the block."""
        await self._enter()
        try:
            yield
        finally:
            self._leave()

    async def _enter(self) -> None:
        if self._busy < self.total and not self._waiting:
            self._busy += 1
            return
        if len(self._waiting) >= self._queue_length:
            raise WorkerError(
                ErrorKind.QUEUE_FULL,
                f"model '{self._model}' has all {self.total} slots busy and {len(self._waiting)} calls waiting "
                f"(allowed: {self._queue_length})",
                retry_after=1,
            )
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await asyncio.wait_for(turn, self._queue_timeout)
        except BaseException as error:
            self._give_up(turn)
            if not isinstance(error, asyncio.TimeoutError):
                raise
            raise WorkerError(
                ErrorKind.QUEUE_TIMEOUT,
                f"no slot of model '{self._model}' came free within {self._queue_timeout:g} s",
                retry_after=1,
            ) from None

    def _give_up(self, turn: asyncio.Future[None]) -> None:
        if turn.done() and not turn.cancelled():  # the slot came at the same moment: hand it on
            self._leave()
        elif turn in self._waiting:
            self._waiting.remove(turn)

    def _leave(self) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._busy -= 1
