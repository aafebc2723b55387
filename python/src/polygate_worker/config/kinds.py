"""What a value of the configuration may look like, beyond its plain type."""

from __future__ import annotations

import re
from dataclasses import dataclass

DURATION_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "": 1.0}
SIZE_UNITS = {
    "": 1,
    "B": 1,
    "KiB": 1024,
    "MiB": 1024**2,
    "GiB": 1024**3,
    "KB": 1000,
    "MB": 10**6,
    "GB": 10**9,
}


class Unfit(Exception):
    """A value that is not what was expected; the message says what was."""


class Duration:
    """`250ms`, `30s`, `10m`, `1h`, or seconds."""

    def read(self, value: object) -> float:
        """Seconds."""
        return _measure(value, DURATION_UNITS, "a duration like 250ms, 30s, 10m")


class Size:
    """`32MiB`, `1GB`, or bytes."""

    def read(self, value: object) -> int:
        """Bytes."""
        return int(_measure(value, SIZE_UNITS, "a size like 32MiB, 1GiB"))


class Port:
    """A TCP port; 0 takes a free one, -1 turns it off."""

    def read(self, value: object) -> int:
        """The number."""
        number = integer(value)
        if not -1 <= number <= 65535:
            raise Unfit("a port from 1 to 65535, 0 for a free one, -1 for none")
        return number


@dataclass(frozen=True)
class AtLeast:
    """A whole number with a lower bound."""

    least: int

    def read(self, value: object) -> int:
        """The number."""
        number = integer(value)
        if number < self.least:
            raise Unfit(f"a whole number >= {self.least}")
        return number


class OneOf:
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self._words = words

    def read(self, value: object) -> str:
        """The word."""
        if value not in self._words:
            raise Unfit(f"one of {', '.join(self._words)}")
        return str(value)


DURATION, SIZE, PORT = Duration(), Size(), Port()


def integer(value: object) -> int:
    """A whole number, also as text (it may come from a flag)."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Unfit("a whole number")
    try:
        return int(value)
    except ValueError:
        raise Unfit("a whole number") from None


def boolean(value: object) -> bool:
    """True or false, also as text."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise Unfit("true or false")


def string(value: object) -> str:
    """A text; numbers are taken as they are written."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unfit("a string")
    return str(value)


def _measure(value: object, units: dict[str, float] | dict[str, int], expected: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([A-Za-z]*)", str(value).strip())
    if isinstance(value, bool) or not found or found[2] not in units:
        raise Unfit(expected)
    return float(found[1]) * units[found[2]]
