"""Trace context as W3C defines it: https://www.w3.org/TR/trace-context/#traceparent-header."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

TRACEPARENT = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")
REQUEST_ID = re.compile(r"[\x21-\x7e]{1,128}")


@dataclass(frozen=True)
class Trace:
    """The caller's trace and the span of this call in it."""

    trace_id: str
    span_id: str
    flags: str

    @property
    def traceparent(self) -> str:
        """What the engine is handed."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


def continued(traceparent: str | None) -> Trace:
    """A new span in the caller's trace, or in a trace of its own when the caller has none."""
    found = TRACEPARENT.fullmatch(traceparent or "")
    span = secrets.token_hex(8)
    if found and found[1] != "ff" and set(found[2]) != {"0"} and set(found[3]) != {"0"}:
        return Trace(found[2], span, found[4])
    return Trace(secrets.token_hex(16), span, "00")


def request_id(given: str | None) -> str:
    """The caller's id when it is printable ASCII of at most 128 characters, else a new one."""
    return given if given and REQUEST_ID.fullmatch(given) else secrets.token_hex(12)
