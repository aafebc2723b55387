"""Turns plain values into the configuration's records and collects every problem on the way."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from typing import Any

from polygate_worker.config.kinds import Unfit, boolean, integer, string

SHORTENED = 60


def bind(record: type[Any], values: object, path: str, problems: dict[str, str]) -> Any:
    """An instance of `record`; problems are kept by the path of the key that has them."""
    if not isinstance(values, Mapping):
        problems[path or "."] = f"{_shown(values)} (expected: keys and values)"
        return None
    hints = typing.get_type_hints(record, include_extras=True)
    fields = {field.name.replace("_", "-"): field for field in dataclasses.fields(record)}
    for key in values:
        if key not in fields:
            problems[_join(path, key)] = f"unknown key (expected: one of {', '.join(sorted(fields))})"
    bound: dict[str, Any] = {}
    for key, field in fields.items():
        if key in values:
            bound[field.name] = _value(hints[field.name], values[key], _join(path, key), problems)
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            problems[_join(path, key)] = "missing (expected: a value)"
            bound[field.name] = None
    return record(**bound)


def _value(hint: Any, value: object, path: str, problems: dict[str, str]) -> Any:
    try:
        return _read(hint, value, path, problems)
    except Unfit as unfit:
        problems[path] = f"{_shown(value)} (expected: {unfit})"
        return None


def _read(hint: Any, value: object, path: str, problems: dict[str, str]) -> Any:
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return bind(hint, value, path, problems)
    origin = typing.get_origin(hint)
    if origin is typing.Annotated:
        return hint.__metadata__[0].read(value)
    if origin in (typing.Union, types.UnionType):
        return None if value is None else _read(typing.get_args(hint)[0], value, path, problems)
    if origin is tuple:
        return _tuple(typing.get_args(hint)[0], value, path, problems)
    if hint is bool:
        return boolean(value)
    if hint is int:
        return integer(value)
    if hint is str:
        return string(value)
    if isinstance(value, Mapping):
        return {str(key).replace("-", "_"): each for key, each in value.items()}
    raise Unfit("keys and values")


def _tuple(item: Any, value: object, path: str, problems: dict[str, str]) -> tuple[Any, ...]:
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if not isinstance(value, list | tuple):
        raise Unfit("a list")
    return tuple(_value(item, each, f"{path}[{index}]", problems) for index, each in enumerate(value))


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= SHORTENED else text[: SHORTENED - 3] + "..."
