"""The gateway as a process of its own, as `make package` builds it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

ROOT = Path(__file__).parents[2]
ADDRESS = re.compile(r"serves on (http://\S+)")


@asynccontextmanager
async def gateway(folder: Path, *providers: dict[str, Any], **sections: Any) -> AsyncIterator[str]:
    """Its address; the test is skipped where it is not built."""
    if not (ROOT / "target/polygate.jar").exists():
        pytest.skip("the gateway is not built (make package)")
    tree = {
        "server": {"port": 0},
        "management": {"enabled": False},
        "grpc": {"port": 0},
        "auth": {"mode": "open"},
        "log": {"format": "plain"},
        "data": {"dir": str(folder)},
        "providers": list(providers),
        **sections,
    }
    file = folder / "gateway.yaml"
    file.write_text(yaml.safe_dump(tree))
    command = [str(ROOT / "bin/polygate"), "--config", str(file)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout
    try:
        address = None
        while address is None:
            line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
            assert line, "the gateway did not start"
            address = ADDRESS.search(line)
        reading = asyncio.create_task(process.stdout.read())
        yield address[1]
    finally:
        process.terminate()
        await process.wait()
    await reading


async def lists(session: aiohttp.ClientSession, address: str) -> set[str]:
    """The models that it lists now."""
    async with session.get(f"{address}/v1/models") as response:
        return {model["id"] for model in (await response.json())["data"]}


async def until_lists(session: aiohttp.ClientSession, address: str, model: str, there: bool = True) -> None:
    """Wait until a model is listed, or not any more."""

    async def wait() -> None:
        while (model in await lists(session, address)) != there:
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), 20)
