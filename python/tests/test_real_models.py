"""Real inference: Gemma 3 270M by llama.cpp and all-MiniLM-L6-v2 by onnxruntime, through both ports."""

from __future__ import annotations

import asyncio
import json
import math
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import grpc
import openai
import pytest
from conftest import CACHE, GEMMA, MINILM, Start, until, url

from polygate_worker.app import Worker
from polygate_worker.v1 import model_worker_pb2 as pb
from polygate_worker.v1 import model_worker_pb2_grpc as pb_grpc

QUESTION = [{"role": "user", "content": "What is the capital of France?"}]
CLIENTS: list[openai.AsyncOpenAI] = []
STORY = [{"role": "user", "content": "Write a very long story about a river."}]


def client_of(worker: Worker) -> openai.AsyncOpenAI:
    client = openai.AsyncOpenAI(base_url=url(worker, "/v1"), api_key="none", max_retries=0)
    CLIENTS.append(client)
    return client


@pytest.fixture(autouse=True)
async def closed_clients() -> AsyncIterator[None]:
    yield
    while CLIENTS:
        await CLIENTS.pop().close()


async def said(worker: Worker, **fields: Any) -> str:
    body: dict[str, Any] = {"messages": QUESTION, "max_tokens": 24, **fields}
    answer = await client_of(worker).chat.completions.create(model="gemma", **body)
    return str(answer.choices[0].message.content)


async def test_the_official_client_chats_completes_embeds_and_lists(start: Start) -> None:
    worker = await start(GEMMA, MINILM)
    client = client_of(worker)
    assert [model.id async for model in client.models.list()] == ["gemma", "minilm"]
    assert "Paris" in await said(worker, temperature=0)
    completion = await client.completions.create(model="gemma", prompt="1, 2, 3, 4,", max_tokens=8, temperature=0)
    assert "5" in completion.choices[0].text
    stream = await client.chat.completions.create(
        model="gemma",
        messages=[{"role": "user", "content": "What is the capital of France?"}],
        stream=True,
        stream_options={"include_usage": True},
        max_tokens=24,
        temperature=0,
    )
    chunks = [chunk async for chunk in stream]
    assert "Paris" in "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    usage = chunks[-1].usage
    assert usage
    assert usage.completion_tokens > 0
    embedded = await client.embeddings.create(model="minilm", input=["a cat", "a kitten", "a tax form"])
    cat, kitten, form = (each.embedding for each in embedded.data)
    assert len(cat) == 384
    assert math.isclose(dot(cat, cat), 1, abs_tol=1e-3)
    assert dot(cat, kitten) > dot(cat, form) + 0.2
    whole = await client.embeddings.create(model="minilm", input="a cat", dimensions=64, encoding_format="float")
    assert len(whole.data[0].embedding) == 64


async def test_is_deterministic_at_temperature_0_and_with_a_seed(start: Start) -> None:
    worker = await start(GEMMA)
    greedy = [await said(worker, messages=STORY, temperature=0) for _ in range(2)]
    assert greedy[0] == greedy[1]
    seeded = [await said(worker, messages=STORY, temperature=1, seed=seed) for seed in (7, 7, 8)]
    assert seeded[0] == seeded[1]
    assert seeded[0] != seeded[2]


async def test_both_ports_give_the_same_answer(start: Start) -> None:
    worker = await start(GEMMA)
    assert worker.grpc
    message = pb.Message(role=pb.ROLE_USER, parts=[pb.Part(text="What is the capital of France?")])
    request = pb.GenerateRequest(
        model="gemma",
        chat=pb.Chat(messages=[message]),
        sampling=pb.Sampling(max_tokens=24, temperature=0),
    )
    async with grpc.aio.insecure_channel(f"127.0.0.1:{worker.grpc.port}") as channel:
        stub = pb_grpc.ModelWorkerStub(channel)  # type: ignore[no-untyped-call]
        events = [event async for event in stub.Generate(request)]
    assert "".join(event.text.text for event in events) == await said(worker, temperature=0)
    assert events[-1].finished.usage.prompt_tokens > 5


async def test_a_cancelled_call_frees_the_engines_own_slot(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start(GEMMA)
    engine = worker.library.get("gemma").engine
    assert engine
    body = {"model": "gemma", "messages": STORY, "stream": True, "ignore_eos": True}
    async with session.post(url(worker, "/v1/chat/completions"), json=body) as response:
        for _ in range(6):
            await response.content.readline()
        assert await engine.busy_slots() == 1
        response.close()
    for _ in range(100):
        if await engine.busy_slots() == 0:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the slot is still busy")


async def test_calls_cancelled_while_their_prompts_are_read_stop_reading(
    start: Start, session: aiohttp.ClientSession
) -> None:
    """Reading all four prompts to the end would take several times as long as the slots are waited for."""
    worker = await start({**GEMMA, "context": 8192})
    engine = worker.library.get("gemma").engine
    assert engine
    bodies: list[dict[str, Any]] = [
        {"model": "gemma", "messages": [{"role": "user", "content": f"{i} more words " * 1500}], "stream": i % 2 == 0}
        for i in range(4)
    ]
    calls = [asyncio.create_task(session.post(url(worker, "/v1/chat/completions"), json=body)) for body in bodies]
    while await engine.busy_slots() != 4:
        await asyncio.sleep(0.01)
    for call in calls:
        call.cancel()
    for _ in range(500):
        if await engine.busy_slots() == 0:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the prompts are still being read")


async def test_four_calls_run_at_once(start: Start) -> None:
    worker = await start(GEMMA)
    answers = await asyncio.gather(*(said(worker, temperature=0) for _ in range(4)))
    assert all("Paris" in answer for answer in answers)
    assert worker.library.get("gemma").slots.busy == 0


async def test_a_prompt_that_is_too_long_says_so(start: Start) -> None:
    worker = await start({**GEMMA, "context": 256}, MINILM)
    with pytest.raises(openai.BadRequestError) as raised:
        await said(worker, messages=[{"role": "user", "content": "word " * 1000}])
    assert raised.value.code == "context_length_exceeded"
    assert "256" in raised.value.message
    with pytest.raises(openai.BadRequestError) as raised:
        await client_of(worker).embeddings.create(model="minilm", input=["fine", "word " * 1000])
    assert raised.value.code == "context_length_exceeded"
    assert "input[1] has 1002 tokens (allowed: 256)" in raised.value.message


async def test_output_can_be_held_to_a_schema(start: Start) -> None:
    worker = await start(GEMMA)
    schema = {"type": "object", "properties": {"city": {"enum": ["Paris", "Rome"]}}, "required": ["city"]}
    wanted = {"type": "json_schema", "json_schema": {"name": "city", "schema": schema}}
    text = await said(worker, response_format=wanted, temperature=0, max_tokens=64)
    assert '"city"' in text
    with pytest.raises(openai.BadRequestError):
        await said(worker, extra_body={"grammar": "root ::= ("})


async def test_a_template_with_tools_gives_tool_calls_and_one_without_refuses_them(start: Start) -> None:
    plain = {**GEMMA, "name": "plain", "template": "{% for m in messages %}{{ m.content }}\n{% endfor %}"}
    worker = await start(GEMMA, plain)
    parameters = {"type": "object", "properties": {"city": {"enum": ["Paris", "Rome"]}}, "required": ["city"]}
    tool = {"type": "function", "function": {"name": "weather", "parameters": parameters}}
    arguments = '{"city": "Paris"}'
    called = {"id": "a", "type": "function", "function": {"name": "weather", "arguments": arguments}}
    messages = [
        {"role": "user", "content": "Weather in Paris?"},
        {"role": "assistant", "content": None, "tool_calls": [called]},
        {"role": "tool", "tool_call_id": "a", "content": "sunny"},
        {"role": "user", "content": "And the weather in Rome?"},
    ]
    body: dict[str, Any] = {"messages": messages, "tools": [tool], "temperature": 0, "max_tokens": 40}
    answer = await client_of(worker).chat.completions.create(model="gemma", **body)
    calls = answer.choices[0].message.tool_calls
    assert calls
    assert calls[0].type == "function"
    assert calls[0].function.name == "weather"
    assert json.loads(calls[0].function.arguments)["city"] in ("Paris", "Rome")
    with pytest.raises(openai.BadRequestError) as raised:
        await client_of(worker).chat.completions.create(model="plain", **body)
    assert raised.value.code == "unsupported_operation"


async def test_pictures_for_a_model_that_sees_none_are_refused(start: Start) -> None:
    worker = await start(GEMMA)
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aaaa"}}
    with pytest.raises(openai.BadRequestError) as raised:
        await said(worker, messages=[{"role": "user", "content": [picture]}])
    assert raised.value.code == "unsupported_operation"


async def test_log_probabilities_come_with_the_tokens(start: Start) -> None:
    worker = await start(GEMMA)
    answer = await client_of(worker).chat.completions.create(
        model="gemma",
        messages=[{"role": "user", "content": "What is the capital of France?"}],
        logprobs=True,
        top_logprobs=2,
        max_tokens=4,
        temperature=0,
    )
    logprobs = answer.choices[0].logprobs
    assert logprobs
    assert logprobs.content
    assert len(logprobs.content[0].top_logprobs) == 2


async def test_an_engine_killed_in_mid_stream_is_said_and_comes_back(start: Start) -> None:
    worker = await start(GEMMA)
    model = worker.library.get("gemma")
    stream = await client_of(worker).chat.completions.create(
        model="gemma",
        messages=[{"role": "user", "content": "Write a very long story."}],
        stream=True,
        extra_body={"ignore_eos": True},
    )
    with pytest.raises(openai.APIError) as raised:
        await anext(aiter(stream))
        os.kill(engine_pid(), signal.SIGKILL)
        async for _ in stream:
            pass
    assert raised.value.code == "engine_died"
    await until(lambda: model.loads == 2 and model.state == "ready")
    assert "Paris" in await said(worker, temperature=0)


async def test_files_that_cannot_be_models_are_named(start: Start, tmp_path: Path) -> None:
    whole = next(CACHE.glob("*.gguf")) if list(CACHE.glob("*.gguf")) else None
    if whole is None:
        await start(GEMMA)
        whole = next(CACHE.glob("*.gguf"))
    data = whole.read_bytes()
    (tmp_path / "cut.gguf").write_bytes(data[: len(data) // 2])
    (tmp_path / "text.gguf").write_text("not a model")
    (tmp_path / "broken.gguf").write_bytes(data[:1000] + b"\xff" * 100_000 + data[101_000:])
    (tmp_path / "bad.onnx").write_bytes(b"\0" * 1000)
    models = [
        {**GEMMA, "name": name, "path": str(tmp_path / f"{name}.gguf"), "preload": False}
        for name in ("cut", "text", "broken", "missing")
    ]
    worker = await start(*models, {**MINILM, "name": "bad", "path": str(tmp_path / "bad.onnx"), "preload": False})
    expected = {
        "cut": "is not a whole GGUF model: it is cut short",
        "text": "is not a whole GGUF model: it does not begin with GGUF",
        "broken": "is not a whole GGUF model: it",
        "missing": "does not exist",
    }
    for name, text in expected.items():
        with pytest.raises(openai.InternalServerError) as raised:
            await client_of(worker).completions.create(model=name, prompt="x")
        assert raised.value.status_code == 503
        assert text in raised.value.message
        assert str(tmp_path) not in raised.value.message
    with pytest.raises(openai.InternalServerError) as raised:
        await client_of(worker).embeddings.create(model="bad", input="x")
    assert "is not one that can be read" in raised.value.message


async def test_a_template_that_cannot_be_used_is_named(start: Start) -> None:
    bad = {**GEMMA, "name": "bad", "preload": False, "template": "{{ raise_exception('no way') }}"}
    worker = await start(bad)
    for again in ("", "it is tried again in"):
        with pytest.raises(openai.InternalServerError) as raised:
            await client_of(worker).chat.completions.create(model="bad", messages=[{"role": "user", "content": "x"}])
        assert raised.value.status_code == 503
        assert "its chat template cannot be used: Jinja Exception: no way" in raised.value.message
        assert again in raised.value.message


async def test_a_model_too_big_for_the_memory_is_refused_with_both_sizes(start: Start) -> None:
    worker = await start({**GEMMA, "preload": False}, storage={"cache-dir": str(CACHE), "memory-budget": "100MiB"})
    with pytest.raises(openai.InternalServerError) as raised:
        await said(worker)
    assert raised.value.code == "out_of_memory"
    assert "(allowed: 100 MiB, memory-budget)" in raised.value.message


async def test_the_worker_shows_what_it_did(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start(GEMMA)
    for _ in range(2):
        await said(worker, temperature=0)
    async with session.get(url(worker, "/metrics")) as response:
        text = await response.text()
    assert 'polygate_worker_calls_total{door="http",model="gemma",operation="chat",outcome="ok"} 2.0' in text
    assert 'polygate_worker_slots{model="gemma"} 4.0' in text
    assert 'polygate_worker_engine_slots_busy{model="gemma"} 0.0' in text
    assert 'polygate_worker_model_state{model="gemma",state="ready"} 1.0' in text
    assert sample(text, 'polygate_worker_tokens_total{model="gemma",type="cached"}') > 0
    assert sample(text, 'polygate_worker_model_memory_bytes{model="gemma"}') > 200_000_000
    assert sample(text, 'polygate_worker_time_to_first_token_seconds_count{model="gemma"}') == 2
    assert sample(text, 'polygate_worker_load_seconds{model="gemma"}') > 0


def sample(text: str, name: str) -> float:
    return float(next(line.rpartition(" ")[2] for line in text.splitlines() if line.startswith(name)))


def dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def engine_pid() -> int:
    for child in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split():
        if b"llamacpp_server" in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
    raise AssertionError("no engine runs")
