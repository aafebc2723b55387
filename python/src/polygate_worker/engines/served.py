"""An engine that is a server in a child process of ours: started, watched, spoken to, ended."""

from __future__ import annotations

import asyncio
import logging
import shutil
import socket
import tempfile
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from polygate_worker.calls import Embedding, Event, Generation, Reranking, Scores, Vectors
from polygate_worker.engines.backend import Address, Backend, EngineGone
from polygate_worker.engines.base import ModelSpec
from polygate_worker.errors import ErrorKind, WorkerError
from polygate_worker.process import ChildProcess

READY_POLL = 0.05
END_IS_SEEN_WITHIN = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Launch:
    """What to run, and where it will listen."""

    command: Sequence[str]
    address: Address
    environment: Mapping[str, str]


class ServedEngine:
    """Common to every engine that brings a server; what differs is how it is launched."""

    def __init__(self, spec: ModelSpec) -> None:
        self._spec = spec
        self._folder = Path(tempfile.mkdtemp(prefix="pgw-"))
        self._process: ChildProcess | None = None
        self._backend: Backend | None = None

    def launch(self, folder: Path) -> Launch:
        """The command of this engine; `folder` is private to it and goes when the engine stops."""
        raise NotImplementedError

    async def start(self) -> None:
        """Start the server and wait for its health; an early end of it is `UNAVAILABLE`."""
        launch = self.launch(self._folder)
        self._process = ChildProcess(self._spec.name, launch.command, launch.environment)
        self._backend = Backend(launch.address, self._spec.name)
        await self._process.start()
        died = self._process.died()
        while not await self._backend.is_ready():
            await asyncio.wait([died], timeout=READY_POLL)
            if died.done():
                log.error(
                    "engine of %s ended while loading (%s):\n%s",
                    self._spec.name,
                    died.result(),
                    self._process.last_lines(),
                )
                why = self.explain(self._process.last_lines()) or (
                    f"its engine '{self._spec.engine}' ended ({died.result()}); "
                    "the worker's log has the engine's own words"
                )
                raise WorkerError(ErrorKind.UNAVAILABLE, f"model '{self._spec.name}' could not be loaded: {why}")

    def explain(self, lines: str) -> str | None:
        """Why it could not start, from its last words, where they are known and safe to show."""
        return None

    async def stop(self) -> None:
        """End the process and remove its folder."""
        if self._backend:
            await self._backend.close()
        if self._process:
            await self._process.stop(self._spec.stop_grace)
        shutil.rmtree(self._folder, ignore_errors=True)

    def died(self) -> asyncio.Future[str]:
        """Done once the process has ended by itself."""
        assert self._process is not None
        return self._process.died()

    def memory(self) -> int:
        """Resident bytes of the process and its descendants."""
        return self._process.memory() if self._process else 0

    def context(self) -> int:
        """As configured."""
        return self._spec.context

    async def busy_slots(self) -> int | None:
        """Unknown, unless the engine overrides it."""
        return None

    async def generate(self, call: Generation) -> AsyncGenerator[Event, None]:
        """Answer through the engine's own server."""
        stream = self._server().generate(self.prepare(call))
        try:
            async for event in stream:
                yield event
        except EngineGone as gone:
            raise await self._gone() from gone
        finally:
            await stream.aclose()

    async def embed(self, call: Embedding) -> Vectors:
        """Turn texts into vectors."""
        try:
            return await self._server().embed(call)
        except EngineGone as gone:
            raise await self._gone() from gone

    async def rerank(self, call: Reranking) -> Scores:
        """Score documents."""
        try:
            return await self._server().rerank(call)
        except EngineGone as gone:
            raise await self._gone() from gone

    def prepare(self, call: Generation) -> Generation:
        """The call with the model's own stop sequences."""
        if not self._spec.stop:
            return call
        stop = tuple(dict.fromkeys((*call.sampling.stop, *self._spec.stop)))
        return replace(call, sampling=replace(call.sampling, stop=stop))

    async def get(self, path: str) -> Any:
        """Ask the engine's server; None when it does not answer."""
        try:
            return await self._server().get(path)
        except (EngineGone, WorkerError, ValueError):
            return None

    def _server(self) -> Backend:
        assert self._backend is not None
        return self._backend

    async def _gone(self) -> WorkerError:
        """A broken connection is usually seen a moment before the end of the process."""
        died, name = self.died(), self._spec.name
        await asyncio.wait([died], timeout=END_IS_SEEN_WITHIN)
        if not died.done():
            return WorkerError(ErrorKind.ENGINE_FAILED, f"the engine of model '{name}' broke off its answer")
        return WorkerError(
            ErrorKind.ENGINE_DIED,
            f"the engine of model '{name}' ended ({died.result()}) while it answered; it is being restarted",
            retry_after=1,
        )


def free_loopback_port() -> int:
    """A port that was free a moment ago, for engines that cannot listen on a Unix socket."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
