"""`POST /v1/chat/completions` and `POST /v1/completions`."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Callable
from typing import TypeAlias

from aiohttp import web

from polygate_worker.call import Call
from polygate_worker.calls import Event, Finished, Generation, Json, Usage
from polygate_worker.errors import as_worker_error
from polygate_worker.fields import Fields
from polygate_worker.http.answers import DONE, ChatAnswer, TextAnswer, error_json, event_bytes
from polygate_worker.http.door import body_of, call_of
from polygate_worker.requests import chat, completion
from polygate_worker.service import Service

Answer: TypeAlias = ChatAnswer | TextAnswer


class GenerationRoutes:
    """Both ways to ask for text."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """A chat."""
        return await self._answer(request, "chat", chat, ChatAnswer)

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """A plain completion."""
        return await self._answer(request, "completion", completion, TextAnswer)

    async def _answer(
        self,
        request: web.Request,
        operation: str,
        decode: Callable[[Json, int], Generation],
        speaker: Callable[[str, str], Answer],
    ) -> web.StreamResponse:
        body = await body_of(request)
        fields = Fields(body)
        streamed = fields.boolean("stream") or False
        options = Fields(fields.object("stream_options") or {}, "stream_options")
        with_usage = options.boolean("include_usage") or False
        generation = decode(body, self._service.limits.max_tokens)
        call = call_of(request, operation, body)
        answer = speaker(call.request_id, call.model)
        if not streamed:
            return await self._whole(call, generation, answer)
        return await self._stream(request, call, generation, answer, with_usage)

    async def _whole(self, call: Call, generation: Generation, answer: Answer) -> web.Response:
        with self._service.ledger.open(call):
            async with contextlib.aclosing(self._service.generate(call, generation)) as events:
                async for event in events:
                    answer.take(event)
        return web.json_response(answer.whole(), headers={"x-request-id": call.request_id})

    async def _stream(
        self, request: web.Request, call: Call, generation: Generation, answer: Answer, with_usage: bool
    ) -> web.StreamResponse:
        """The head goes out with the first event, so that a refusal before it has a status of its own."""
        response = _event_stream(call)
        try:
            with self._service.ledger.open(call):
                async with contextlib.aclosing(self._service.generate(call, generation)) as events:
                    await self._write(request, response, answer, events, with_usage)
        except ConnectionError:
            raise
        except Exception as error:
            if not response.prepared:
                raise
            await response.write(event_bytes(error_json(as_worker_error(error))))
        await response.write_eof()
        return response

    @staticmethod
    async def _write(
        request: web.Request,
        response: web.StreamResponse,
        answer: Answer,
        events: AsyncGenerator[Event, None],
        with_usage: bool,
    ) -> None:
        usage = Usage()
        async for event in events:
            data = answer.chunk(event)
            if not response.prepared:
                await response.prepare(request)
                data = answer.first() + data
            if isinstance(event, Finished):
                usage = event.usage
                data += answer.last(usage) if with_usage else b""
                data += DONE
            if data:
                await response.write(data)


def _event_stream(call: Call) -> web.StreamResponse:
    return web.StreamResponse(
        headers={
            "content-type": "text/event-stream; charset=utf-8",
            "cache-control": "no-cache",
            "x-accel-buffering": "no",
            "x-request-id": call.request_id,
        }
    )
