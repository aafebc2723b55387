"""A model's `options` as the flags of another program's command line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def as_flags(options: Mapping[str, Any]) -> list[str]:
    """`{tensor_parallel_size: 2, enforce_eager: true}` is `--tensor-parallel-size 2 --enforce-eager`."""
    flags: list[str] = []
    for name, value in options.items():
        flag = f"--{name.replace('_', '-')}"
        if value is True:
            flags.append(flag)
        elif value is False or value is None:
            continue
        elif isinstance(value, dict | list):
            flags += [flag, json.dumps(value)]
        else:
            flags += [flag, str(value)]
    return flags
