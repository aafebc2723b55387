"""Loading on demand, unloading when idle, the memory budget; with the echo engine."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
from conftest import ECHO, Start, until, url

from polygate_worker.app import Worker

MIB = 1024 * 1024


def model(name: str, mib: int = 0, **fields: Any) -> dict[str, Any]:
    options = fields.pop("options", {})
    memory = {"memory": f"{mib}MiB"} if mib else {}
    return {**ECHO, "name": name, "preload": False, **memory, "options": {"memory": mib * MIB, **options}, **fields}


def chat(name: str) -> dict[str, Any]:
    return {"model": name, "messages": [{"role": "user", "content": "a b"}]}


async def status(session: aiohttp.ClientSession, worker: Worker, name: str) -> int:
    async with session.post(url(worker, "/v1/chat/completions"), json=chat(name)) as response:
        await response.read()
        return response.status


async def test_is_loaded_by_the_first_call_and_unloaded_when_idle(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start(model("a", 10, **{"idle-timeout": "50ms"}))
    served = worker.library.get("a")
    assert served.engine is None
    assert await status(session, worker, "a") == 200
    assert served.state == "ready"
    assert worker.library.budget.used == 10 * MIB
    await until(lambda: served.engine is None and worker.library.budget.used == 0)
    assert worker.library.budget.used == 0
    assert await status(session, worker, "a") == 200
    assert served.loads == 2


async def test_many_first_calls_load_it_once(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start(model("a", slots=8, options={"load_delay": 0.1}))
    assert await asyncio.gather(*(status(session, worker, "a") for _ in range(8))) == [200] * 8
    assert worker.library.get("a").loads == 1


async def test_makes_room_by_unloading_the_model_that_was_idle_longest(
    start: Start, session: aiohttp.ClientSession
) -> None:
    storage = {"memory-budget": "100MiB"}
    worker = await start(model("a", 40), model("b", 40), model("c", 40), storage=storage)
    for name in ("a", "b", "a", "c"):
        assert await status(session, worker, name) == 200
    assert {each.spec.name: each.state for each in worker.library.all()} == {
        "a": "ready",
        "b": "unloaded",
        "c": "ready",
    }


async def test_never_unloads_a_model_that_is_at_work(start: Start, session: aiohttp.ClientSession) -> None:
    slow = model("a", 80, options={"delay": 3600})
    worker = await start(slow, model("b", 80), storage={"memory-budget": "100MiB"})
    running = asyncio.create_task(status(session, worker, "a"))
    await until(lambda: worker.library.get("a").state == "ready")
    async with session.post(url(worker, "/v1/chat/completions"), json=chat("b")) as response:
        error = (await response.json())["error"]
    assert (response.status, error["code"]) == (503, "out_of_memory")
    assert "the models that are at work leave 20 of 100 MiB" in error["message"]
    running.cancel()
    await until(lambda: worker.library.get("a").slots.busy == 0)
    assert await status(session, worker, "b") == 200
    assert worker.library.get("a").state == "unloaded"
