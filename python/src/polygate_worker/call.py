"""One call from its arrival to its end: who asked for what, how long it took, one log line and its metrics."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field
from types import TracebackType

from polygate_worker.calls import Usage
from polygate_worker.errors import ErrorKind, WorkerError
from polygate_worker.interrupt import Interruption
from polygate_worker.metrics import Metrics
from polygate_worker.trace import Trace

UNKNOWN_MODEL = "unknown"

log = logging.getLogger("polygate_worker.calls")


@dataclass(eq=False)
class Call:
    """Filled while the call runs; `finish` is called once with what became of it."""

    door: str
    operation: str
    model: str
    request_id: str
    trace: Trace
    began: float = field(default_factory=time.monotonic)
    started: float = 0.0
    first_token: float = 0.0
    known: bool = False
    finish_reason: str = ""
    usage: Usage = Usage()
    deltas: int = 0
    interruption: Interruption = field(default_factory=Interruption)

    def token(self) -> None:
        """A piece of the answer went by."""
        if not self.first_token:
            self.first_token = time.monotonic()
        self.deltas += 1


def outcome_of(error: BaseException | None) -> str:
    """`ok`, `cancelled`, or the error's code."""
    if error is None:
        return "ok"
    if isinstance(error, WorkerError):
        return error.kind.value.code
    if isinstance(error, asyncio.CancelledError | GeneratorExit | ConnectionError):
        return "cancelled"
    return ErrorKind.INTERNAL.value.code


class Ledger:
    """Calls that run now, and the record of those that ended."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._running: set[Call] = set()
        self._idle = asyncio.Event()
        self._idle.set()
        self.draining = False

    @property
    def running(self) -> int:
        """How many calls run."""
        return len(self._running)

    def open(self, call: Call) -> OpenCall:
        """A context for the length of the call; new calls are refused while draining."""
        return OpenCall(self, call)

    async def drain(self, grace: float) -> None:
        """Take no new calls, let the running ones finish within `grace`, end the rest with an error."""
        self.draining = True
        try:
            await asyncio.wait_for(self._idle.wait(), grace)
        except asyncio.TimeoutError:
            error = WorkerError(ErrorKind.DRAINING, "this worker is stopping and the call took too long to finish")
            for call in list(self._running):
                call.interruption.interrupt(error)
            await asyncio.wait([asyncio.ensure_future(self._idle.wait())], timeout=5)

    def begin(self, call: Call) -> None:
        """Count it as running."""
        if self.draining:
            raise WorkerError(ErrorKind.DRAINING, "this worker is stopping and takes no new calls", retry_after=1)
        self._running.add(call)
        self._idle.clear()

    def end(self, call: Call, error: BaseException | None) -> None:
        """Write its log line and its metrics."""
        self._running.discard(call)
        if not self._running:
            self._idle.set()
        outcome = outcome_of(error)
        self._measure(call, outcome)
        self._write(call, outcome, error)

    def _measure(self, call: Call, outcome: str) -> None:
        model = call.model if call.known else UNKNOWN_MODEL
        now = time.monotonic()
        metrics = self._metrics
        metrics.calls.labels(model, call.operation, call.door, outcome).inc()
        if not call.known:
            return
        metrics.duration.labels(model, call.operation).observe(now - call.began)
        if call.started:
            metrics.waited.labels(model).observe(call.started - call.began)
        if call.first_token:
            metrics.first_token.labels(model).observe(call.first_token - call.began)
        usage = call.usage
        metrics.tokens.labels(model, "prompt").inc(usage.prompt_tokens)
        metrics.tokens.labels(model, "cached").inc(usage.cached_tokens)
        metrics.tokens.labels(model, "completion").inc(usage.completion_tokens or call.deltas)
        if usage.completion_tokens > 1 and now > call.first_token > 0:
            metrics.speed.labels(model).observe((usage.completion_tokens - 1) / (now - call.first_token))

    @staticmethod
    def _write(call: Call, outcome: str, error: BaseException | None) -> None:
        level = logging.INFO
        if outcome == ErrorKind.INTERNAL.value.code:
            level = logging.ERROR
        elif isinstance(error, WorkerError):
            level = logging.WARNING
        fields = {
            "door": call.door,
            "operation": call.operation,
            "model": call.model[:100],
            "outcome": outcome,
            "finish": call.finish_reason,
            "prompt_tokens": call.usage.prompt_tokens,
            "cached_tokens": call.usage.cached_tokens,
            "completion_tokens": call.usage.completion_tokens or call.deltas,
            "queue_ms": _millis(call.started - call.began) if call.started else None,
            "first_token_ms": _millis(call.first_token - call.began) if call.first_token else None,
            "total_ms": _millis(time.monotonic() - call.began),
            "request_id": call.request_id,
            "trace_id": call.trace.trace_id,
        }
        unexpected = error if level == logging.ERROR else None
        log.log(level, "call", extra={"fields": fields}, exc_info=unexpected)


class OpenCall:
    """The context of one call: begins it, makes it interruptible, and records its end however it comes."""

    def __init__(self, ledger: Ledger, call: Call) -> None:
        self._ledger = ledger
        self._call = call

    def __enter__(self) -> Call:
        self._ledger.begin(self._call)
        self._call.interruption.__enter__()
        return self._call

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        ended = error
        try:
            self._call.interruption.__exit__(kind, error, trace)
        except WorkerError as interrupted:
            ended = interrupted
            raise
        finally:
            self._ledger.end(self._call, ended)


def _millis(seconds: float) -> float:
    return round(seconds * 1000, 1)
