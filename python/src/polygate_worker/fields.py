"""Reads the fields of a JSON object with their types and ranges; a wrong one is named with what was expected."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

from polygate_worker.calls import Json
from polygate_worker.errors import invalid


class Fields:
    """The fields of one object; those that nobody asked for remain in `rest`."""

    def __init__(self, values: Json, path: str = "") -> None:
        self._values = values
        self._path = path
        self._read: set[str] = set()

    def rest(self) -> Json:
        """The fields that were not read."""
        return {name: value for name, value in self._values.items() if name not in self._read}

    def get(self, name: str) -> Any:
        """As it is; None when it is absent."""
        self._read.add(name)
        return self._values.get(name)

    def integer(self, name: str, least: int, most: int) -> int | None:
        """A whole number in a range."""
        value = self.get(name)
        if value is None:
            return None
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise invalid(self._name(name), value, f"a whole number from {least} to {most}")
        return value

    def number(self, name: str, least: float, most: float) -> float | None:
        """A finite number in a range."""
        value = self.get(name)
        if value is None:
            return None
        fits = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not fits or not least <= value <= most:
            raise invalid(self._name(name), value, f"a number from {least:g} to {most:g}")
        return float(value)

    def boolean(self, name: str) -> bool | None:
        """True or false."""
        value = self.get(name)
        if value is not None and not isinstance(value, bool):
            raise invalid(self._name(name), value, "true or false")
        return value

    def string(self, name: str) -> str | None:
        """A text."""
        value = self.get(name)
        if value is not None and not isinstance(value, str):
            raise invalid(self._name(name), value, "a string")
        return value

    def one_of(self, name: str, words: Collection[str]) -> str | None:
        """One of a few words."""
        value = self.get(name)
        if value is not None and value not in words:
            raise invalid(self._name(name), value, f"one of {', '.join(words)}")
        return str(value) if value is not None else None

    def object(self, name: str) -> Json | None:
        """A JSON object."""
        value = self.get(name)
        if value is not None and not isinstance(value, dict):
            raise invalid(self._name(name), value, "an object")
        return value

    def objects(self, name: str) -> list[Json] | None:
        """A list of JSON objects."""
        value = self.get(name)
        if value is None:
            return None
        if not isinstance(value, list):
            raise invalid(self._name(name), value, "a list of objects")
        for index, each in enumerate(value):
            if not isinstance(each, dict):
                raise invalid(f"{self._name(name)}[{index}]", each, "an object")
        return value

    def strings(self, name: str, most: int) -> list[str] | None:
        """One text or a list of at most `most`; none of them empty."""
        value = self.get(name)
        if value is None:
            return None
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or len(items) > most:
            raise invalid(self._name(name), value, f"a string or a list of at most {most} strings")
        for index, each in enumerate(items):
            if not isinstance(each, str) or not each:
                raise invalid(f"{self._name(name)}[{index}]", each, "a string that is not empty")
        return items

    def _name(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name
