"""A child process that is watched: its log lines, its end, its memory, and an end of it when ours comes."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path

KEPT_LOG_LINES = 40
LONGEST_LOG_LINE = 64 * 1024

log = logging.getLogger(__name__)


class ChildProcess:
    """Runs a command in a session of its own, with a pipe on its standard input that ends when we do."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self._name = name
        self._command = command
        self._environment = environment
        self._lines: deque[str] = deque(maxlen=KEPT_LOG_LINES)
        self._died: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self._stopping = False

    async def start(self) -> None:
        """Start it; a command that is not there is `UNAVAILABLE`."""
        guarded = [sys.executable, "-m", "polygate_worker.engines.guard", "--", *self._command]
        self._process = await asyncio.create_subprocess_exec(
            *guarded,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
            env={**os.environ, **(self._environment or {})},
            start_new_session=True,
            limit=LONGEST_LOG_LINE,
        )
        self._watch = asyncio.create_task(self._follow(self._process))

    def died(self) -> asyncio.Future[str]:
        """Done once it has ended without `stop`."""
        return self._died

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if self._process and running else None

    def last_lines(self) -> str:
        """The end of its standard error, for the log; never for a caller."""
        return "\n".join(self._lines)

    def memory(self) -> int:
        """Resident bytes of the process and its descendants; 0 where the system does not tell."""
        return sum(_resident(pid) for pid in _family(self.pid)) if self.pid else 0

    async def stop(self, grace: float) -> None:
        """SIGTERM, then SIGKILL to the whole session after `grace` seconds."""
        self._stopping = True
        process = self._process
        if process is None:
            return
        if process.returncode is None:
            _signal_session(process.pid, signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), grace)
            except asyncio.TimeoutError:
                log.warning("engine %s did not end within %.1f s: killed", self._name, grace)
        _signal_session(process.pid, signal.SIGKILL)
        await process.wait()
        if self._watch:
            await asyncio.wait([self._watch], timeout=grace)
            self._watch.cancel()

    async def _follow(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        while True:
            try:
                line = await process.stderr.readline()
            except ValueError:  # a line over the limit: dropped, the next one is read
                continue
            if not line:
                break
            text = line.decode(errors="replace").rstrip()
            self._lines.append(text)
            log.debug("%s: %s", self._name, text)
        code = await process.wait()
        if not self._stopping and not self._died.done():
            self._died.set_result(_ending(code))


def _ending(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"


def _signal_session(pid: int, number: signal.Signals) -> None:
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return


def _family(pid: int | None) -> list[int]:
    family, unseen = [], [pid] if pid else []
    while unseen:
        member = unseen.pop()
        family.append(member)
        try:
            children = Path(f"/proc/{member}/task/{member}/children").read_text()
        except OSError:
            continue
        unseen.extend(int(child) for child in children.split())
    return family


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
