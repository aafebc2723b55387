"""An engine's server whose tokens are the moment at which they were sent, to see what the worker adds to each."""

from __future__ import annotations

import argparse
import asyncio
import json
import time

from aiohttp import web


async def answer(request: web.Request) -> web.StreamResponse:
    """`max_tokens` stamps, `top_k` milliseconds apart."""
    body = await request.json()
    response = web.StreamResponse(headers={"content-type": "text/event-stream"})
    await response.prepare(request)
    for _ in range(body["max_tokens"]):
        await asyncio.sleep(body["top_k"] / 1000)
        choice = {"index": 0, "delta": {"content": f"{time.monotonic():.7f} "}}
        await response.write(b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n")
    await response.write(b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n')
    return response


async def main() -> None:
    """Listen where the worker says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--uds", required=True)
    given, _ = parser.parse_known_args()
    app = web.Application()
    app.router.add_get("/health", lambda _: _ok())
    app.router.add_post("/v1/chat/completions", answer)
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    await web.UnixSite(runner, given.uds, backlog=1024).start()
    await asyncio.Event().wait()


async def _ok() -> web.Response:
    return web.Response()


if __name__ == "__main__":
    asyncio.run(main())
