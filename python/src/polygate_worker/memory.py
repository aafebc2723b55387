"""How much memory the models may take together, and how much one of them will take."""

from __future__ import annotations

import os
from pathlib import Path

from polygate_worker.engines.base import ModelSpec
from polygate_worker.errors import ErrorKind, WorkerError
from polygate_worker.gguf import NotGguf, read_header

MIB = 1024 * 1024
ENGINE_OVERHEAD = 192 * MIB  # a llama.cpp process with its compute buffers
FOLDER_OVERHEAD = 512 * MIB  # a Python engine with its libraries
GPU_ENGINES = ("vllm", "sglang")  # their models are in the GPU's memory, which they divide up themselves
CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def machine_memory() -> int:
    """Bytes of the machine, or of the container when that is less."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    for limit in CGROUP_LIMITS:
        try:
            text = Path(limit).read_text().strip()
        except OSError:
            continue
        if text.isdigit():
            total = min(total, int(text))
    return int(total)


def estimate(spec: ModelSpec) -> int:
    """Bytes that the model will take once loaded; a file that is missing or broken is `UNAVAILABLE`."""
    if spec.memory or spec.path is None:
        return spec.memory
    if spec.engine in GPU_ENGINES:
        return FOLDER_OVERHEAD
    if not spec.path.exists():
        if spec.engine == "transformers" and _is_hub_name(spec.path):
            return FOLDER_OVERHEAD
        raise _unusable(spec, "does not exist")
    try:
        if spec.path.is_dir():
            return sum(file.stat().st_size for file in spec.path.rglob("*") if file.is_file()) + FOLDER_OVERHEAD
        if spec.engine == "llamacpp":
            header = read_header(spec.path)
            context = spec.context or header.trained_context
            cache = header.cache_bytes_per_token() * context * spec.slots
            return header.size + cache + ENGINE_OVERHEAD
        return spec.path.stat().st_size * 2
    except NotGguf as error:
        raise _unusable(spec, f"is not a whole GGUF model: {error}") from error
    except OSError as error:
        raise _unusable(spec, f"cannot be read: {error.strerror}") from error


def _is_hub_name(path: Path) -> bool:
    return not path.is_absolute() and len(path.parts) == 2


def _unusable(spec: ModelSpec, why: str) -> WorkerError:
    assert spec.path is not None
    return WorkerError(
        ErrorKind.UNAVAILABLE, f"model '{spec.name}' cannot be loaded: its file '{spec.path.name}' {why}"
    )
