"""Stands in for vLLM or SGLang: an OpenAI server with their flags, which misbehaves on request.

A prompt decides: `die` ends the process in the middle of the answer, `garbage` breaks the stream, `long` never ends.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

from aiohttp import web


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for flag in ("--model", "--model-path", "--served-model-name", "--uds", "--host", "--port", "--chat-template"):
        parser.add_argument(flag)
    for flag in ("--max-model-len", "--context-length", "--max-num-seqs", "--max-running-requests", "--config"):
        parser.add_argument(flag)
    parser.add_argument("--tensor-parallel-size", type=int, default=1)
    for flag in ("--enable-prompt-tokens-details", "--enable-cache-report", "--enforce-eager"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--behave", default="well")
    return parser.parse_args()


async def answer(request: web.Request) -> web.StreamResponse:
    given: argparse.Namespace = request.app["options"]
    body = await request.json()
    if given.config:
        key = Path(given.config).read_text().partition("api-key: ")[2].strip()
        assert request.headers["authorization"] == f"Bearer {key}"
    prompt = body["prompt"] if "prompt" in body else body["messages"][-1]["content"]
    if prompt == "refuse":
        return web.json_response({"error": {"message": "top_k: 7 is odd", "code": 400}}, status=400)
    response = web.StreamResponse(headers={"content-type": "text/event-stream"})
    await response.prepare(request)
    said = json.dumps({**vars(given), "traceparent": request.headers.get("traceparent"), "body": body})
    await response.write(event({"delta": {"content": said}}))
    if prompt == "die":
        os.kill(os.getpid(), 9)
    if prompt == "garbage":
        await response.write(b"data: {not json\n\n")
    while prompt == "long":
        request.app["busy"].set()
        await asyncio.sleep(0.01)
        await response.write(event({"delta": {"content": "x"}}))
    await response.write(event({"delta": {}, "finish_reason": "stop"}))
    usage = {"prompt_tokens": 3, "completion_tokens": 1, "prompt_tokens_details": {"cached_tokens": 2}}
    await response.write(b"data: " + json.dumps({"choices": [], "usage": usage}).encode() + b"\n\n")
    await response.write(b"data: [DONE]\n\n")
    return response


def event(choice: dict[str, object]) -> bytes:
    return b"data: " + json.dumps({"choices": [{"index": 0, **choice}]}).encode() + b"\n\n"


async def health(_: web.Request) -> web.Response:
    return web.Response()


async def serve(given: argparse.Namespace) -> None:
    app = web.Application()
    app["options"], app["busy"] = given, asyncio.Event()
    app.router.add_get("/health", health)
    app.router.add_post("/v1/chat/completions", answer)
    app.router.add_post("/v1/completions", answer)
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    site = web.UnixSite(runner, given.uds) if given.uds else web.TCPSite(runner, given.host, int(given.port))
    await site.start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    chosen = options()
    if chosen.behave == "exit":
        sys.stderr.write("no GPU was found\n")
        sys.exit(3)
    if chosen.behave == "never-ready":
        import time

        time.sleep(3600)
    asyncio.run(serve(chosen))
