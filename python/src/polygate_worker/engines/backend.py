"""Speaks OpenAI's HTTP API to an engine that runs as a server of its own on this machine."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.http_exceptions import HttpProcessingError

from polygate_worker.calls import (
    Embedding,
    Event,
    Finished,
    FinishReason,
    Generation,
    Json,
    ReasoningDelta,
    Reranking,
    Scores,
    TextDelta,
    ToolCallDelta,
    Usage,
    Vectors,
)
from polygate_worker.engines.body import chat_body, completion_body
from polygate_worker.errors import ErrorKind, WorkerError

LONGEST_EVENT = 8 * 1024 * 1024  # aiohttp's reader refuses a line of twice its buffer
LONGEST_MESSAGE = 500
INTERNALS = re.compile(r"\[json\.exception[^\]]*\]\s*")  # class names of llama.cpp's JSON library
FINISH_REASONS: dict[str, FinishReason] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}


@dataclass(frozen=True)
class Address:
    """Where the engine listens: a Unix socket or a loopback URL, and the key it asks for."""

    url: str
    socket: str | None = None
    key: str | None = None


class EngineGone(Exception):
    """The connection to the engine was refused or broke."""


class Backend:
    """One engine's server. A call that is closed early closes its connection, which stops the generation."""

    def __init__(self, address: Address, model: str) -> None:
        connector: aiohttp.BaseConnector
        if address.socket:
            connector = aiohttp.UnixConnector(path=address.socket, limit=0, force_close=True)
        else:
            connector = aiohttp.TCPConnector(limit=0, force_close=True)
        headers = {"Authorization": f"Bearer {address.key}"} if address.key else {}
        self._url = address.url
        self._model = model
        self._session = aiohttp.ClientSession(
            connector=connector,
            headers=headers,
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5),
            read_bufsize=LONGEST_EVENT // 2,
        )

    async def close(self) -> None:
        """Close every connection."""
        await self._session.close()

    async def is_ready(self) -> bool:
        """Whether the engine answers its health check now."""
        try:
            async with self._session.get(f"{self._url}/health", timeout=aiohttp.ClientTimeout(total=5)) as response:
                return response.status == 200
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError):
            return False

    async def get(self, path: str) -> Any:
        """A GET's JSON."""
        try:
            async with self._session.get(self._url + path, timeout=aiohttp.ClientTimeout(total=5)) as response:
                if response.status != 200:
                    raise await _refusal(response)
                return await response.json(content_type=None)
        except (aiohttp.ClientError, OSError, asyncio.TimeoutError) as error:
            raise EngineGone(str(error)) from error

    async def post(self, path: str, body: Json) -> Any:
        """A POST's JSON."""
        try:
            async with self._session.post(self._url + path, json={"model": self._model, **body}) as response:
                if response.status != 200:
                    raise await _refusal(response)
                return await response.json(content_type=None)
        except (aiohttp.ClientError, OSError) as error:
            raise EngineGone(str(error)) from error

    async def generate(self, call: Generation) -> AsyncGenerator[Event, None]:
        """Stream an answer as events; ends with `Finished`."""
        path = "/v1/completions" if call.messages is None else "/v1/chat/completions"
        body = completion_body(call) if call.messages is None else chat_body(call)
        headers = {"traceparent": call.traceparent} if call.traceparent else {}
        reason: FinishReason = "stop"
        usage = Usage()
        try:
            async with self._session.post(
                self._url + path, json={"model": self._model, **body}, headers=headers
            ) as response:
                try:
                    if response.status != 200:
                        raise await _refusal(response, "prompt" if call.messages is None else "messages")
                    async for chunk in _server_sent_events(response):
                        for event in _events(chunk):
                            yield event
                        reason = _reason(chunk) or reason
                        usage = _usage(chunk) or usage
                finally:
                    response.close()
        except (aiohttp.ClientError, OSError) as error:
            raise EngineGone(str(error)) from error
        yield Finished(reason, usage)

    async def embed(self, call: Embedding) -> Vectors:
        """Turn texts into vectors of unit length."""
        answer = await self.post("/v1/embeddings", {"input": list(call.texts), "encoding_format": "float"})
        rows = sorted(answer["data"], key=lambda row: int(row["index"]))
        return Vectors([row["embedding"] for row in rows], int(answer["usage"]["prompt_tokens"]))

    async def rerank(self, call: Reranking) -> Scores:
        """Score documents."""
        body = {"query": call.query, "documents": list(call.documents), "top_n": len(call.documents)}
        answer = await self.post("/v1/rerank", body)
        rows = sorted(answer["results"], key=lambda row: int(row["index"]))
        tokens = int((answer.get("usage") or {}).get("total_tokens", 0))
        return Scores([float(row["relevance_score"]) for row in rows], tokens)


async def _server_sent_events(response: aiohttp.ClientResponse) -> AsyncIterator[Json]:
    ended = False
    while line := await _line(response):
        name, _, data = line.partition(b":")
        data = data.strip()
        if data == b"[DONE]":
            ended = True
        elif name in (b"data", b"error"):
            chunk = _object(data)
            if name == b"error" or "error" in chunk:
                raise _engine_error(chunk, 500)
            yield chunk
    if not ended:
        raise EngineGone("the stream ended without its last event")


async def _line(response: aiohttp.ClientResponse) -> bytes:
    """The next line, or nothing at the end."""
    try:
        return await response.content.readline()
    except (ValueError, HttpProcessingError) as error:
        raise EngineGone(f"an event is larger than {LONGEST_EVENT} bytes") from error


def _object(data: bytes) -> Json:
    try:
        value = json.loads(data)
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise WorkerError(ErrorKind.ENGINE_FAILED, "the engine sent something that is not an event")
    return value


def _events(chunk: Json) -> list[Event]:
    choices = chunk.get("choices") or []
    if not choices:
        return []
    choice = choices[0]
    logprobs = choice.get("logprobs")
    if "text" in choice:
        return [TextDelta(choice["text"], logprobs)] if choice["text"] or logprobs else []
    delta = choice.get("delta") or {}
    events: list[Event] = []
    reasoning = delta.get("reasoning_content") or delta.get("reasoning")
    if reasoning:
        events.append(ReasoningDelta(reasoning))
    if delta.get("content") or logprobs:
        events.append(TextDelta(delta.get("content") or "", logprobs))
    for call in delta.get("tool_calls") or []:
        function = call.get("function") or {}
        events.append(
            ToolCallDelta(
                int(call.get("index") or 0),
                call.get("id") or "",
                function.get("name") or "",
                function.get("arguments") or "",
            )
        )
    return events


def _reason(chunk: Json) -> FinishReason | None:
    choices = chunk.get("choices") or []
    reason = choices[0].get("finish_reason") if choices else None
    return FINISH_REASONS.get(reason, "stop") if reason else None


def _usage(chunk: Json) -> Usage | None:
    usage = chunk.get("usage")
    if not usage:
        return None
    return Usage(
        int(usage.get("prompt_tokens") or 0),
        int(usage.get("completion_tokens") or 0),
        int((usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0),
        int((usage.get("completion_tokens_details") or {}).get("reasoning_tokens") or 0),
    )


async def _refusal(response: aiohttp.ClientResponse, prompt: str = "input") -> WorkerError:
    text = await response.text(errors="replace")
    try:
        body = json.loads(text)
    except ValueError:
        body = {}
    return _engine_error(body if isinstance(body, dict) else {}, response.status, prompt)


def _engine_error(body: Json, status: int, prompt: str = "messages") -> WorkerError:
    error = body.get("error")
    error = error if isinstance(error, dict) else {"message": error or body.get("message") or ""}
    message = INTERNALS.sub("", str(error.get("message") or "the engine refused the request"))[:LONGEST_MESSAGE]
    code = error.get("code")
    status = code if isinstance(code, int) and 400 <= code < 600 else status
    lower = message.lower()
    if error.get("type") == "exceed_context_size_error" or "context length" in lower or "context size" in lower:
        given, most = error.get("n_prompt_tokens"), error.get("n_ctx")
        if isinstance(given, int) and isinstance(most, int):
            message = f"{prompt}: {given} tokens (expected: fewer than {most}, the answer's among them)"
        return WorkerError(ErrorKind.CONTEXT_LENGTH, message, param=prompt)
    if status == 501 or "not supported" in lower:
        return WorkerError(ErrorKind.UNSUPPORTED, message)
    if status < 500:
        return WorkerError(ErrorKind.INVALID_REQUEST, message)
    if status == 503:
        return WorkerError(ErrorKind.UNAVAILABLE, message, retry_after=1)
    return WorkerError(ErrorKind.ENGINE_FAILED, message)
