"""The HTTP door, with the echo engine: shapes, errors, bounds, cancellation."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from conftest import ECHO, Start, until, url

from polygate_worker.logs import JsonLines, PlainLines


def chat(**fields: Any) -> dict[str, Any]:
    return {"model": "echo", "messages": [{"role": "user", "content": "one two three"}], **fields}


async def events(response: aiohttp.ClientResponse) -> list[Any]:
    lines = (await response.text()).split("\n\n")
    return [json.loads(line[6:]) if line != "data: [DONE]" else "[DONE]" for line in lines if line]


async def test_answers_whole(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start(ECHO)
    async with session.post(url(worker, "/v1/chat/completions"), json=chat()) as response:
        answer = await response.json()
    assert answer["choices"][0]["message"] == {"role": "assistant", "content": "one two three"}
    assert answer["choices"][0]["finish_reason"] == "stop"
    assert answer["usage"]["total_tokens"] == 6
    assert answer["object"] == "chat.completion"


async def test_streams_word_by_word_and_ends_with_usage_and_done(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start(ECHO)
    body = chat(stream=True, stream_options={"include_usage": True})
    async with session.post(url(worker, "/v1/chat/completions"), json=body) as response:
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        chunks = await events(response)
    texts = [chunk["choices"][0]["delta"].get("content") for chunk in chunks[:-2]]
    assert texts == ["", "one", " two", " three", None]
    assert chunks[-2]["usage"]["completion_tokens"] == 3
    assert chunks[-1] == "[DONE]"


async def test_reasoning_and_tool_calls_have_their_fields(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start({**ECHO, "options": {"reasoning": "hm"}})
    tool = {"type": "function", "function": {"name": "look", "parameters": {"type": "object"}}}
    body = chat(tools=[tool], tool_choice="required")
    async with session.post(url(worker, "/v1/chat/completions"), json=body) as response:
        choice = (await response.json())["choices"][0]
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["reasoning_content"] == "hm"
    assert choice["message"]["content"] is None
    assert json.loads(choice["message"]["tool_calls"][0]["function"]["arguments"]) == {"text": "one two three"}


@pytest.mark.parametrize(
    ("fields", "param", "message"),
    [
        ({"max_tokens": -1}, "max_tokens", "max_tokens: -1 (expected: a whole number from 1 to 1048576)"),
        ({"temperature": "hot"}, "temperature", "temperature: 'hot' (expected: a number from 0 to 2)"),
        ({"n": 3}, "n", "n: 3 (expected: a whole number from 1 to 1)"),
        ({"messages": []}, "messages", "messages: 'missing or empty' (expected: 1 to 10000 messages)"),
        ({"messages": [{"role": "king", "content": "x"}]}, "messages[0].role", "messages[0].role: 'king'"),
        ({"messages": [{"role": "user"}]}, "messages[0].content", "messages[0].content: 'missing'"),
        ({"stop": ["a", 3]}, "stop[1]", "stop[1]: 3 (expected: a string that is not empty)"),
        ({"tools": [{"type": "x"}]}, "tools[0].type", "tools[0].type: 'x'"),
        ({"response_format": {"type": "xml"}}, "response_format.type", "response_format.type: 'xml'"),
        ({"n_probs": 10**9}, "n_probs", "n_probs: 'given' (expected: not to be given here)"),
        ({"model": 5}, "model", "model: 5 (expected: a model's name)"),
        (
            {"messages": [{"role": "user", "content": [{"type": "x"}]}]},
            "messages[0].content[0].type",
            "messages[0].content[0].type: 'x' (expected: one of text,",
        ),
        (
            {"messages": [{"role": "assistant", "tool_calls": [5]}]},
            "messages[0].tool_calls[0]",
            "messages[0].tool_calls[0]: 5 (expected: an object)",
        ),
        (
            {"messages": [{"role": "assistant", "tool_calls": [{}]}]},
            "messages[0].tool_calls[0].function",
            "messages[0].tool_calls[0].function: None",
        ),
        (
            {"response_format": {"type": "json_schema"}},
            "response_format.json_schema.schema",
            "response_format.json_schema.schema: None (expected: a JSON",
        ),
        ({"logit_bias": {"a": 1}}, "logit_bias", "logit_bias: 'a' (expected: token ids as keys)"),
    ],
)
async def test_a_wrong_field_is_named_with_what_was_expected(
    start: Start, session: aiohttp.ClientSession, fields: dict[str, Any], param: str, message: str
) -> None:
    worker = await start(ECHO)
    async with session.post(url(worker, "/v1/chat/completions"), json=chat(**fields)) as response:
        error = (await response.json())["error"]
    assert response.status == 400
    assert error["param"] == param
    assert error["message"].startswith(message)
    assert error["type"] == "invalid_request_error"
    assert set(error) == {"message", "type", "param", "code"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("POST", "/v1/chat/completions", b"{", 400, "invalid_request"),
        ("POST", "/v1/chat/completions", b"[1]", 400, "invalid_request"),
        ("POST", "/v1/chat/completions", b"[" * 100_000, 400, "invalid_request"),
        ("POST", "/v1/chat/completions", b'{"temperature":NaN}', 400, "invalid_request"),
        ("POST", "/v1/chat/completions", b'{"model":"\\ud800"}', 400, "invalid_request"),
        ("POST", "/v1/chat/completions", b'{"model":"\\ud83d\\ude00"}', 400, "invalid_request"),
        ("POST", "/v1/chat/completions", b"\xff\xfe{}", 400, "invalid_request"),
        ("POST", "/v1/chat/completions", b"x" * 20_000, 413, "request_too_large"),
        ("POST", "/v1/embeddings", b'{"model":"ecko","input":"x"}', 404, "model_not_found"),
        ("GET", "/v1/chat/completions", None, 405, "method_not_allowed"),
        ("GET", "/v1/nothing", None, 404, "not_found"),
        ("GET", "/v1/models/nobody", None, 404, "model_not_found"),
    ],
)
async def test_what_cannot_be_served_has_a_clear_error(
    start: Start, session: aiohttp.ClientSession, method: str, path: str, body: bytes | None, status: int, code: str
) -> None:
    worker = await start(ECHO, server={"max-body": 10_000})
    headers = {"content-type": "application/json"}
    if body and len(body) == 100_000:
        worker = await start(ECHO)
    async with session.request(method, url(worker, path), data=body, headers=headers) as response:
        error = (await response.json())["error"]
    assert (response.status, error["code"]) == (status, code)
    assert error["message"]
    assert response.headers["x-request-id"]


async def test_a_client_that_goes_away_frees_its_slot(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start({**ECHO, "options": {"delay": 3600}})
    model = worker.library.get("echo")
    call = asyncio.create_task(session.post(url(worker, "/v1/chat/completions"), json=chat()))
    await until(lambda: model.slots.busy == 1)
    call.cancel()
    await until(lambda: model.slots.busy == 0)
    assert await model.engine.busy_slots() == 0  # type: ignore[union-attr]


async def test_the_queue_has_a_length_and_a_deadline(start: Start, session: aiohttp.ClientSession) -> None:
    slow = {**ECHO, "slots": 1, "queue-length": 1, "queue-timeout": "50ms", "options": {"delay": 3600}}
    worker = await start(slow)
    model = worker.library.get("echo")
    first = asyncio.create_task(session.post(url(worker, "/v1/chat/completions"), json=chat()))
    await until(lambda: model.slots.busy == 1)
    second = asyncio.create_task(session.post(url(worker, "/v1/chat/completions"), json=chat()))
    await until(lambda: model.slots.queued == 1)
    async with session.post(url(worker, "/v1/chat/completions"), json=chat()) as third:
        assert third.status == 503
        assert (await third.json())["error"]["code"] == "queue_full"
        assert third.headers["retry-after"] == "1"
    refused = await second
    assert (await refused.json())["error"]["code"] == "queue_timeout"
    first.cancel()
    await until(lambda: model.slots.busy == 0)


async def test_a_token_is_asked_for_when_one_is_set(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start(ECHO, server={"token": "s3cret"})
    for headers, status in [
        ({}, 401),
        ({"authorization": "Bearer wrong"}, 401),
        ({"authorization": "Bearer \udce9\udcff"}, 401),
        ({"authorization": "Bearer s3cret"}, 200),
        ({"x-api-key": "s3cret"}, 200),
    ]:
        async with session.get(url(worker, "/v1/models"), headers=headers) as response:
            assert response.status == status
    async with session.get(url(worker, "/health")) as response:
        assert response.status == 200


async def test_embeds_reranks_and_refuses_what_a_model_cannot_do(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start(ECHO, {**ECHO, "name": "words", "tasks": ["generate"]})
    body: dict[str, Any] = {"model": "echo", "input": ["a", "b"], "encoding_format": "base64"}
    async with session.post(url(worker, "/v1/embeddings"), json=body) as response:
        data = (await response.json())["data"]
    assert len(data) == 2
    assert len(data[0]["embedding"]) == 88  # 16 floats in base64
    body = {"model": "echo", "query": "red fox", "documents": ["a dog", "the red fox", "red"], "top_n": 2}
    async with session.post(url(worker, "/v1/rerank"), json=body) as response:
        results = (await response.json())["results"]
    assert [(each["index"], each["relevance_score"]) for each in results] == [(1, 1.0), (2, 0.5)]
    async with session.post(url(worker, "/v1/embeddings"), json={"model": "words", "input": "x"}) as response:
        assert response.status == 400
        assert (await response.json())["error"]["code"] == "unsupported_operation"


async def test_draining_refuses_new_calls_and_ends_slow_ones_with_an_error_event(
    start: Start, session: aiohttp.ClientSession
) -> None:
    worker = await start({**ECHO, "options": {"delay": 0.2}}, server={"shutdown-grace": "300ms"})
    body = chat(stream=True, messages=[{"role": "user", "content": "word " * 1000}])
    async with session.post(url(worker, "/v1/chat/completions"), json=body) as response:
        stopping = asyncio.create_task(worker.ledger.drain(worker.config.server.shutdown_grace))
        await until(lambda: worker.ledger.draining)
        async with session.get(url(worker, "/ready")) as ready:
            assert ready.status == 503
        async with session.post(url(worker, "/v1/chat/completions"), json=chat()) as refused:
            assert (await refused.json())["error"]["code"] == "worker_draining"
        said = await response.text()
    await stopping
    assert json.loads(said.strip().rpartition("data: ")[2])["error"]["code"] == "worker_draining"


async def test_a_call_that_takes_too_long_ends_with_an_error(start: Start, session: aiohttp.ClientSession) -> None:
    worker = await start({**ECHO, "options": {"delay": 3600}}, limits={"call-timeout": "100ms"})
    async with session.post(url(worker, "/v1/chat/completions"), json=chat()) as response:
        assert response.status == 504
        assert (await response.json())["error"]["code"] == "timeout"


async def test_a_call_gets_one_log_line_that_its_caller_cannot_break_up(
    start: Start, session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "polygate_worker")
    worker = await start(ECHO)
    headers = {"traceparent": f"00-{'a' * 32}-{'b' * 16}-01", "x-request-id": "mine-1"}
    body = {**chat(), "model": "no\nsuch model=x"}
    async with session.post(url(worker, "/v1/chat/completions"), json=body, headers=headers) as response:
        assert response.status == 404
        assert response.headers["x-request-id"] == "mine-1"
    (record,) = (each for each in caplog.records if each.name == "polygate_worker.calls")
    for line in (PlainLines().format(record), JsonLines().format(record)):
        assert "\n" not in line
        assert "mine-1" in line
        assert "a" * 32 in line
        assert "one two" not in line
    assert " model=no?such?model=x " in PlainLines().format(record)
