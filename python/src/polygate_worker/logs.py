"""Log lines on standard output: a JSON object or a plain line each, without content or secrets."""

from __future__ import annotations

import json
import logging
import sys
import time
from typing import Any

from polygate_worker.config import Log


class JsonLines(logging.Formatter):
    """One object per line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line: dict[str, Any] = {
            "time": _time(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update({key: value for key, value in _fields(record).items() if value not in (None, "")})
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """Time, level, text, and `key=value` for what a call brings."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        given = {key: value for key, value in _fields(record).items() if value not in (None, "")}
        fields = "".join(f" {key}={_one_word(value)}" for key, value in given.items())
        line = f"{_time(record.created)} {record.levelname.lower():7} {record.getMessage()}{fields}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def set_up(config: Log) -> None:
    """Send everything of ours to standard output."""
    logging.raiseExceptions = False  # a reader of our output that has gone away is no reason to say more
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonLines() if config.format == "json" else PlainLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("polygate_worker").setLevel(config.level.upper())


def _one_word(value: object) -> str:
    """A caller's words must not break out of their field, nor out of the line."""
    return "".join(each if each.isprintable() and each != " " else "?" for each in str(value))


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, "fields", {})
    return fields


def _time(seconds: float) -> str:
    whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds))
    return f"{whole}.{int(seconds % 1 * 1000):03d}Z"
