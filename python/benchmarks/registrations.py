"""How long it takes from a worker's registration in a real Consul until the gateway answers a call of its model."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import yaml

WORKERS = 5
LOOK = 0.002


async def registrations(gateway: Callable[..., AbstractAsyncContextManager[tuple[str, int]]]) -> list[float]:
    """Milliseconds, one for each of five workers that come one after the other; none where there is no `consul`."""
    binary = shutil.which("consul")
    if not binary:
        return []
    waits = []
    discovery = {"discovery": {"type": "consul", "service": "model-worker"}}
    async with (
        agent(binary) as consul,
        gateway(discovery, consul={"address": consul}) as (address, _),
        aiohttp.ClientSession() as session,
    ):
        for number in range(WORKERS):
            async with worker(consul, f"model-{number}"):
                await until(session, "GET", f"{consul}/v1/agent/service/model-{number}")
                began = time.monotonic()
                await until(session, "POST", f"{address}/v1/chat/completions", body(f"model-{number}"))
                waits.append((time.monotonic() - began) * 1000)
    return waits


@asynccontextmanager
async def agent(binary: str) -> AsyncIterator[str]:
    """Consul in development mode; its address."""
    ports = free_ports(4)
    command = [binary, "agent", "-dev", "-bind=127.0.0.1", "-grpc-port=-1", "-dns-port=-1"]
    names = ("http", "server", "serf-lan", "serf-wan")
    command += [f"-{name}-port={port}" for name, port in zip(names, ports, strict=True)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    address = f"http://127.0.0.1:{ports[0]}"
    async with aiohttp.ClientSession() as session:
        await until(session, "GET", f"{address}/v1/health/service/consul?passing")
    yield address
    process.kill()
    await process.wait()


@asynccontextmanager
async def worker(consul: str, model: str) -> AsyncIterator[None]:
    """A worker with a model of that name, registered by that id."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "worker.yaml")
        tree = {
            "server": {"http-port": 0, "grpc-port": 0},
            "consul": {"address": consul, "id": model},
            "models": [{"name": model, "engine": "echo"}],
        }
        file.write_text(yaml.safe_dump(tree))
        command = [sys.executable, "-m", "polygate_worker", "--config", str(file)]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
        yield
        process.terminate()
        await process.wait()


def body(model: str) -> dict[str, Any]:
    """A short call."""
    return {"model": model, "messages": [{"role": "user", "content": "one"}]}


async def until(session: aiohttp.ClientSession, method: str, url: str, sent: dict[str, Any] | None = None) -> None:
    """Ask until the answer is 200, at most half a minute."""

    async def ask() -> None:
        while True:
            try:
                async with session.request(method, url, json=sent) as response:
                    if response.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(LOOK)

    await asyncio.wait_for(ask(), 30)


def free_ports(count: int) -> list[int]:
    """Ports that were free a moment ago."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [int(probe.getsockname()[1]) for probe in probes]
    for probe in probes:
        probe.close()
    return ports
