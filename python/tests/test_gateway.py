"""Real models behind the real gateway, asked by the official `openai` client."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import openai
import pytest
from conftest import GEMMA, MINILM, Start, until
from gateway import gateway, until_lists

from polygate_worker.app import Worker

MESSAGES: Any = [{"role": "user", "content": "What is the capital of France?"}]
BROKEN = {"name": "gone", "engine": "llamacpp", "path": "/nowhere/model.gguf", "preload": False}


def client(address: str) -> openai.AsyncOpenAI:
    return openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0, timeout=60)


@pytest.fixture
async def worker(start: Start) -> Worker:
    return await start(GEMMA, MINILM, BROKEN)


@pytest.fixture
async def through(worker: Worker, tmp_path: Path) -> AsyncIterator[openai.AsyncOpenAI]:
    """The official client at a gateway before the worker."""
    assert worker.grpc
    provider = {"id": "w", "dialect": "worker", "base-url": f"grpc://127.0.0.1:{worker.grpc.port}"}
    async with gateway(tmp_path, provider) as address, client(address) as asking:
        yield asking


async def test_answers_are_those_of_the_worker_alone(worker: Worker, through: openai.AsyncOpenAI) -> None:
    async with client(f"http://127.0.0.1:{worker.http.port}") as alone:
        wanted: Any = {"model": "gemma", "messages": MESSAGES, "max_tokens": 12, "temperature": 0, "seed": 1}
        direct = await alone.chat.completions.create(**wanted)
        behind = await through.chat.completions.create(**wanted)
        assert behind.choices[0].message.content == direct.choices[0].message.content
        assert behind.choices[0].finish_reason == direct.choices[0].finish_reason
        assert behind.usage and direct.usage
        assert behind.usage.completion_tokens == direct.usage.completion_tokens > 0
        stream = await through.chat.completions.create(**wanted, stream=True, stream_options={"include_usage": True})
        chunks = [chunk async for chunk in stream]
        text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
        assert text == direct.choices[0].message.content
        assert chunks[-1].usage and chunks[-1].usage.completion_tokens == direct.usage.completion_tokens
        completed: Any = {"model": "gemma", "prompt": "1, 2, 3,", "max_tokens": 8, "temperature": 0}
        assert (await through.completions.create(**completed)).choices[0].text == (
            await alone.completions.create(**completed)
        ).choices[0].text
        texts = ["a cat", "a kitten", "a tax form"]
        near = await through.embeddings.create(model="minilm", input=texts)
        same = await alone.embeddings.create(model="minilm", input=texts, encoding_format="float")
        for one, other in zip(near.data, same.data, strict=True):
            assert one.embedding == pytest.approx(other.embedding, abs=1e-6)
        assert {model.id async for model in through.models.list()} >= {"gemma", "minilm"}


async def test_errors_name_what_was_wrong_and_what_is_allowed(through: openai.AsyncOpenAI) -> None:
    async def refused(**fields: Any) -> openai.APIStatusError:
        with pytest.raises(openai.APIStatusError) as raised:
            await through.chat.completions.create(**{"model": "gemma", "messages": MESSAGES, **fields})
        return raised.value

    long = await refused(messages=[{"role": "user", "content": "word " * 4000}])
    assert (type(long), long.code) == (openai.BadRequestError, "context_length_exceeded")
    assert "2048" in long.message
    for field, value, allowed in (("temperature", -1, "0 to 2"), ("top_p", 2, "0 to 1"), ("max_tokens", 0, "")):
        error = await refused(**{field: value})
        assert (error.status_code, error.param) == (400, field)
        assert f"{field}: {value}" in error.message and allowed in error.message
    assert isinstance(await refused(model="gema"), openai.NotFoundError)
    gone = await refused(model="gone")
    assert gone.status_code == 503 and "'model.gguf' does not exist" in gone.message


async def test_a_caller_who_leaves_frees_the_engines_own_slot(worker: Worker, through: openai.AsyncOpenAI) -> None:
    engine = worker.library.get("gemma").engine
    assert engine
    stream = await through.chat.completions.create(
        model="gemma", messages=MESSAGES, stream=True, extra_body={"ignore_eos": True}
    )
    async for _ in stream:
        break
    assert await engine.busy_slots() == 1
    await stream.close()

    async def freed() -> None:
        while await engine.busy_slots():
            await asyncio.sleep(0.005)

    await asyncio.wait_for(freed(), 10)
    assert worker.library.get("gemma").slots.busy == 0


@asynccontextmanager
async def agent() -> AsyncIterator[str]:
    """A real Consul agent in development mode."""
    binary = shutil.which("consul")
    if not binary:
        pytest.skip("no consul on the PATH")
    ports = free_ports(4)
    command = [binary, "agent", "-dev", "-bind=127.0.0.1", "-grpc-port=-1", "-dns-port=-1"]
    names = ("http", "server", "serf-lan", "serf-wan")
    command += [f"-{name}-port={port}" for name, port in zip(names, ports, strict=True)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    try:
        yield f"http://127.0.0.1:{ports[0]}"
    finally:
        process.kill()
        await process.wait()


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports


async def test_models_come_and_go_in_a_real_consul(
    start: Start, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    provider = {"id": "fleet", "dialect": "worker", "discovery": {"type": "consul", "service": "model-worker"}}
    async with agent() as consul, gateway(tmp_path, provider, consul={"address": consul}) as address:
        worker = await start(GEMMA, MINILM, consul={"address": consul, "interval": "200ms"})
        await until_lists(session, address, "gemma")
        await until_lists(session, address, "minilm")
        async with client(address) as asking:
            answer = await asking.chat.completions.create(model="gemma", messages=MESSAGES, max_tokens=4)
            assert answer.usage and answer.usage.completion_tokens
            engine: Any = worker.library.get("gemma").engine
            os.kill(engine._process.pid, signal.SIGKILL)
            await until(lambda: worker.library.get("gemma").deaths == 1)
            await until(lambda: worker.library.get("gemma").state == "ready")
            await until_lists(session, address, "gemma")
            await asking.chat.completions.create(model="gemma", messages=MESSAGES, max_tokens=4)
        await worker.stop()
        await until_lists(session, address, "gemma", there=False)
