"""One model's life: loaded on demand, held by its calls, unloaded when idle, brought back when it dies."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Literal, TypeAlias

from polygate_worker.budget import MemoryBudget
from polygate_worker.engines.base import Engine, ModelSpec
from polygate_worker.errors import ErrorKind, WorkerError
from polygate_worker.memory import estimate
from polygate_worker.slots import Slots

FIRST_BACKOFF = 0.5
LONGEST_BACKOFF = 30.0
STABLE_AFTER = 60.0

State: TypeAlias = Literal["unloaded", "loading", "ready", "unloading", "failed"]
EngineFactory: TypeAlias = Callable[[ModelSpec], Engine]

log = logging.getLogger(__name__)


class ServedModel:
    """A configured model, with or without a running engine."""

    def __init__(self, spec: ModelSpec, slots: Slots, factory: EngineFactory, budget: MemoryBudget) -> None:
        self.spec = spec
        self.slots = slots
        self.state: State = "unloaded"
        self.load_seconds = 0.0
        self.loads = 0
        self.deaths = 0
        self._factory = factory
        self._budget = budget
        self._engine: Engine | None = None
        self._users = 0
        self._change = asyncio.Lock()
        self._loading: asyncio.Task[Engine] | None = None
        self._retry_at = 0.0
        self._failure = ""
        self._comes_back = False
        self._backoff = FIRST_BACKOFF
        self.loaded_at = 0.0
        self._used_at = time.monotonic()
        self._revival: asyncio.Task[None] | None = None
        self.on_change: Callable[[], None] = lambda: None

    @property
    def engine(self) -> Engine | None:
        """The running engine, if the model is loaded."""
        return self._engine

    @property
    def idle_seconds(self) -> float:
        """Since the last call ended; 0 while one runs."""
        return 0.0 if self._users else time.monotonic() - self._used_at

    @property
    def available(self) -> bool:
        """Whether calls may be sent here: loaded, or to be loaded by one; a preloaded one not before its first load.

        One whose engine has just died stays, unless it cannot be brought back: a call is told when to come again.
        """
        if self.loads == 0 and (self.spec.preload or self.state == "loading"):
            return False
        return self.state != "failed" or self._comes_back

    @asynccontextmanager
    async def use(self) -> AsyncIterator[Engine]:
        """A slot of the loaded model for the length of the block; loads it first where needed."""
        async with self.slots.hold():
            self._users += 1
            try:
                yield self._engine if self.state == "ready" and self._engine else await self.load()
            finally:
                self._users -= 1
                self._used_at = time.monotonic()

    async def load(self) -> Engine:
        """Load it unless it is; callers that come meanwhile wait for the same load."""
        if self._loading is None or self._loading.done():
            if self.state == "ready" and self._engine:
                return self._engine
            self._loading = asyncio.create_task(self._load())
            self._loading.add_done_callback(_seen)
        return await asyncio.shield(self._loading)

    async def unload_if_idle(self, seconds: float) -> bool:
        """Unload it when no call has used it for `seconds`; whether it was unloaded."""
        if self._users or self.state != "ready" or self.idle_seconds < seconds:
            return False
        await self.unload()
        return True

    async def unload(self) -> None:
        """Stop the engine; calls that come meanwhile wait and load it again."""
        engine, self._engine = self._engine, None
        if engine is None:
            return
        self._set("unloading")
        async with self._change:
            await engine.stop()
            self._budget.release(self)
            self._set("unloaded")
        log.info("model %s unloaded", self.spec.name)

    async def close(self) -> None:
        """Stop for good."""
        for task in (self._revival, self._loading):
            if task and not task.done():
                task.cancel()
                await asyncio.wait([task])
        await self.unload()

    async def _load(self) -> Engine:
        wait = self._retry_at - time.monotonic()
        if wait > 0:
            raise WorkerError(
                ErrorKind.UNAVAILABLE,
                f"{self._failure}; it is tried again in {wait:.1f} s",
                retry_after=wait,
            )
        async with self._change:
            self._set("loading")
            began = time.monotonic()
            try:
                await self._budget.reserve(self, await asyncio.to_thread(estimate, self.spec))
                engine = await self._started()
            except BaseException as error:
                self._budget.release(self)
                self._failed(error)
                raise
            self._engine = engine
            self.loaded_at = time.monotonic()
            self.load_seconds = self.loaded_at - began
            self.loads += 1
            self._budget.measured(self, engine.memory())
            self._set("ready")
        engine.died().add_done_callback(lambda ended: self._on_death(engine, ended))
        log.info("model %s loaded in %.2f s", self.spec.name, self.load_seconds)
        return engine

    async def _started(self) -> Engine:
        engine = self._factory(self.spec)
        try:
            await asyncio.wait_for(engine.start(), self.spec.load_timeout)
        except BaseException as error:
            await asyncio.shield(engine.stop())
            if isinstance(error, asyncio.TimeoutError):
                raise WorkerError(
                    ErrorKind.UNAVAILABLE,
                    f"model '{self.spec.name}' did not load within {self.spec.load_timeout:g} s (load-timeout)",
                ) from None
            raise
        return engine

    def _failed(self, error: BaseException) -> None:
        """A refusal for lack of memory may pass at any moment; every other failure waits for its back-off."""
        if isinstance(error, WorkerError) and error.kind is ErrorKind.NO_MEMORY:
            self._set("unloaded")
            return
        if isinstance(error, asyncio.CancelledError):
            self._set("unloaded")
            return
        self._retry_at = time.monotonic() + self._backoff
        self._backoff = min(self._backoff * 2, LONGEST_BACKOFF)
        self._comes_back = False
        self._failure = error.message if isinstance(error, WorkerError) else f"model '{self.spec.name}' did not load"
        log.error("model %s did not load: %s", self.spec.name, error)
        self._set("failed")

    def _on_death(self, engine: Engine, ended: asyncio.Future[str]) -> None:
        if ended.cancelled() or engine is not self._engine:
            return
        log.error("the engine of model %s ended: %s", self.spec.name, ended.result())
        self._engine = None
        self._failure = f"the engine of model '{self.spec.name}' ended ({ended.result()})"
        self._comes_back = True
        self.deaths += 1
        if time.monotonic() - self.loaded_at > STABLE_AFTER:
            self._backoff = FIRST_BACKOFF
        self._retry_at = time.monotonic() + self._backoff
        self._set("failed")
        self._revival = asyncio.create_task(self._revive(engine))

    async def _revive(self, dead: Engine) -> None:
        """Load it again after the back-off, until it stays."""
        await dead.stop()
        self._budget.release(self)
        while self.state == "failed":
            await asyncio.sleep(max(self._retry_at - time.monotonic(), 0.01))
            try:
                await self.load()
                self._backoff = min(self._backoff * 2, LONGEST_BACKOFF)
            except WorkerError as error:
                if error.kind is ErrorKind.NO_MEMORY:
                    return

    def _set(self, state: State) -> None:
        if state != self.state:
            self.state = state
            self.on_change()


def _seen(task: asyncio.Task[Engine]) -> None:
    """A load that failed with nobody waiting was logged already."""
    if not task.cancelled():
        task.exception()
