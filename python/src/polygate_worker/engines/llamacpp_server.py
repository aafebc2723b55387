"""The child process of the `llamacpp` engine: llama.cpp's server on a Unix socket, until it is told to end."""

from __future__ import annotations

import json
import os
import signal
import sys
from typing import Any

import xllamacpp

# A cancelled call is noticed between two batches: small ones on a CPU keep that under 200 ms.
CPU_BATCH = 64
GPU_BATCH = 512
LOGICAL_BATCH = 2048


def parameters(settings: dict[str, Any]) -> Any:
    """llama.cpp's parameters from ours."""
    params = xllamacpp.CommonParams()
    slots = settings["slots"]
    params.model.path = settings["model"]
    params.hostnames = [settings["socket"]]
    params.n_parallel = slots
    params.n_ctx = settings["context"] * slots
    params.n_gpu_layers = settings["gpu_layers"]
    params.fit_params = False
    params.ui = False
    params.verbosity = 2
    params.sse_ping_interval = -1
    params.cache_ram_mib = settings.get("prompt_cache_mib", 256)
    threads = settings["threads"] or available_cores()
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    physical = settings.get("batch") or (GPU_BATCH if has_gpu() and settings["gpu_layers"] else CPU_BATCH)
    params.n_ubatch = physical
    params.n_batch = physical if physical == CPU_BATCH else LOGICAL_BATCH
    if settings["template"]:
        params.chat_template = settings["template"]
    if "generate" not in settings["tasks"]:
        as_encoder(params, settings)
    return params


def as_encoder(params: Any, settings: dict[str, Any]) -> None:
    """An embedding or reranking model: a text is read in one piece, so a batch must hold it."""
    params.embedding = True
    params.n_ubatch = params.n_batch = max(settings["context"], CPU_BATCH)
    if "rerank" in settings["tasks"]:
        params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_RANK


def has_gpu() -> bool:
    """Whether llama.cpp sees a device that is not the CPU."""
    kinds = (str(device.get("type")) for device in xllamacpp.get_device_info())
    return any("GPU" in kind for kind in kinds)


def available_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def main() -> int:
    """Serve until SIGTERM or until the worker, which holds the other end of standard input, has ended."""
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    settings = json.loads(sys.argv[1])
    os.umask(0o077)
    try:
        server = xllamacpp.Server(parameters(settings))
    except Exception as error:
        sys.stderr.write(f"llama.cpp could not load the model: {error}\n")
        return 1
    sys.stderr.write(f"listening on {server.listening_address}\n")
    while sys.stdin.buffer.read(4096):
        pass
    os._exit(0)  # llama.cpp's own tear-down would finish the calls that nobody waits for


if __name__ == "__main__":
    sys.exit(main())
