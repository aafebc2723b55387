"""Engines that bring a server (vLLM, SGLang): how they are launched, watched and brought back; without a GPU."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from conftest import Start, until, url

from polygate_worker.app import Worker

FAKE = [sys.executable, str(Path(__file__).with_name("fake_engine.py"))]


def model(engine: str = "vllm", **fields: Any) -> dict[str, Any]:
    return {"name": "m", "engine": engine, "path": "Qwen/Qwen3-8B", "command": FAKE, "load-timeout": "20s", **fields}


async def ask(session: aiohttp.ClientSession, worker: Worker, prompt: str, **fields: Any) -> dict[str, Any]:
    body = {"model": "m", "messages": [{"role": "user", "content": prompt}], **fields}
    async with session.post(url(worker, "/v1/chat/completions"), json=body) as response:
        answer: dict[str, Any] = await response.json()
        return {"status": response.status, **answer}


@pytest.mark.parametrize("engine", ["vllm", "sglang"])
async def test_is_launched_with_its_own_flags_and_answers(
    start: Start, session: aiohttp.ClientSession, engine: str
) -> None:
    spec = model(engine, context=8192, slots=7, template="{{ messages }}", options={"tensor-parallel-size": 2})
    worker = await start(spec)
    answer = await ask(session, worker, "hello", temperature=0, chat_template_kwargs={"enable_thinking": False})
    flags = json.loads(answer["choices"][0]["message"]["content"])
    assert (flags["model"] or flags["model_path"]) == "Qwen/Qwen3-8B"
    assert (flags["max_model_len"] or flags["context_length"]) == "8192"
    assert (flags["max_num_seqs"] or flags["max_running_requests"]) == "7"
    assert flags["tensor_parallel_size"] == 2
    assert flags["chat_template"].endswith("template.jinja")
    assert flags["body"]["chat_template_kwargs"] == {"enable_thinking": False}
    assert flags["body"]["temperature"] == 0
    assert flags["traceparent"].startswith("00-")
    assert answer["usage"]["prompt_tokens_details"] == {"cached_tokens": 2}


async def test_an_engine_that_dies_ends_its_calls_clearly_and_comes_back(
    start: Start, session: aiohttp.ClientSession
) -> None:
    worker = await start(model())
    served = worker.library.get("m")
    body = {"model": "m", "stream": True, "messages": [{"role": "user", "content": "die"}]}
    async with session.post(url(worker, "/v1/chat/completions"), json=body) as response:
        said = await response.text()
    error = json.loads(said.strip().rpartition("data: ")[2])["error"]
    assert error["code"] == "engine_died"
    assert error["message"] == "the engine of model 'm' ended (signal SIGKILL) while it answered; it is being restarted"
    await until(lambda: served.state == "failed" or served.deaths == 1)
    await until(lambda: served.state == "ready")
    assert served.loads == 2
    assert (await ask(session, worker, "hello"))["status"] == 200


async def test_calls_during_the_back_off_are_told_when_to_come_back(
    start: Start, session: aiohttp.ClientSession
) -> None:
    worker = await start(model(options={"behave": "exit"}))
    answer = await ask(session, worker, "hello")
    assert answer["status"] == 503
    assert answer["error"]["code"] == "model_unavailable"
    assert "is started again in" in answer["error"]["message"] or "exit code 3" in answer["error"]["message"]


async def test_an_engine_that_is_never_ready_is_given_up_and_leaves_no_process(
    start: Start, session: aiohttp.ClientSession
) -> None:
    worker = await start({**model(options={"behave": "never-ready"}, preload=False), "load-timeout": "500ms"})
    answer = await ask(session, worker, "hello")
    assert answer["status"] == 503
    assert answer["error"]["message"] == "model 'm' did not load within 0.5 s (load-timeout)"
    assert not children_like("never-ready")


async def test_a_stream_that_breaks_is_an_error_and_never_a_short_answer(
    start: Start, session: aiohttp.ClientSession
) -> None:
    worker = await start(model())
    answer = await ask(session, worker, "garbage")
    assert (answer["status"], answer["error"]["code"]) == (502, "engine_failed")
    refused = await ask(session, worker, "refuse")
    assert (refused["status"], refused["error"]["message"]) == (400, "top_k: 7 is odd")


async def test_cancelling_closes_the_connection_to_the_engine(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start(model())
    served = worker.library.get("m")
    body = {"model": "m", "stream": True, "messages": [{"role": "user", "content": "long"}]}
    async with session.post(url(worker, "/v1/chat/completions"), json=body) as response:
        await response.content.readline()
        assert served.slots.busy == 1
        response.close()
    await until(lambda: served.slots.busy == 0)


async def test_a_command_that_is_not_there_is_said_plainly(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start(model(command=["/nowhere/vllm"]))
    answer = await ask(session, worker, "hello")
    assert answer["error"]["code"] == "model_unavailable"
    assert "/nowhere" not in answer["error"]["message"]


async def test_an_engine_whose_package_is_missing_names_the_extra(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start({**model(preload=False), "command": []})
    answer = await ask(session, worker, "hello")
    assert "pip install 'polygate-worker[vllm]'" in answer["error"]["message"]


def children_like(word: str) -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if word in command and "fake_engine" in command:
            found.append(command)
    return found


async def test_two_models_start_side_by_side(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start(model(), {**model("sglang"), "name": "n"})
    answers = await asyncio.gather(ask(session, worker, "a"), ask(session, worker, "b", model="n"))
    assert [answer["status"] for answer in answers] == [200, 200]
