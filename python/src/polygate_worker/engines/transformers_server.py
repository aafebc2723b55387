"""The child process of the `transformers` engine: just enough of OpenAI's API for our own backend."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import torch
from aiohttp import web
from transformers import AutoModel, AutoModelForCausalLM, AutoTokenizer, StoppingCriteria, TextStreamer

DEFAULT_TOKENS = 1024


class Stopped(StoppingCriteria):  # type: ignore[misc]
    """Ends a generation within one token of being told so."""

    def __init__(self) -> None:
        self.told = threading.Event()

    def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
        """Whether to end, for each sequence."""
        return torch.full((input_ids.shape[0],), self.told.is_set(), dtype=torch.bool, device=input_ids.device)


class Pieces(TextStreamer):  # type: ignore[misc]
    """Hands each piece of text to the event loop as soon as it is decoded."""

    def __init__(self, tokenizer: Any, put: Any) -> None:
        super().__init__(tokenizer, skip_prompt=True, skip_special_tokens=True)
        self._put = put

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        """A piece that will not change any more."""
        if text:
            self._put(text)


class Model:
    """The model and its tokenizer; calls run in threads, one per slot."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.settings = settings
        if settings["threads"]:
            torch.set_num_threads(settings["threads"])
        remote = bool(settings.get("trust_remote_code", False))
        self.tokenizer = AutoTokenizer.from_pretrained(settings["tokenizer"], trust_remote_code=remote)
        kind = AutoModelForCausalLM if "generate" in settings["tasks"] else AutoModel
        self.model = kind.from_pretrained(
            settings["model"], dtype=settings.get("dtype", "auto"), trust_remote_code=remote
        )
        self.model.to(settings.get("device", "cuda" if torch.cuda.is_available() else "cpu")).eval()
        if settings["template"]:
            self.tokenizer.chat_template = settings["template"]
        self.threads = ThreadPoolExecutor(settings["slots"])

    def prompt(self, body: dict[str, Any]) -> str:
        """The text that the model reads."""
        if "messages" not in body:
            return str(body["prompt"])
        if not self.tokenizer.chat_template:
            raise web.HTTPBadRequest(reason="the model has no chat template (set `template`)")
        extra = body.get("chat_template_kwargs") or {}
        return str(
            self.tokenizer.apply_chat_template(
                body["messages"], tools=body.get("tools"), add_generation_prompt=True, tokenize=False, **extra
            )
        )

    async def generate(self, body: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        """Pieces of text, then how it ended."""
        templated = "messages" in body
        read = self.tokenizer(self.prompt(body), return_tensors="pt", add_special_tokens=not templated)
        read = read.to(self.model.device)
        size = int(read["input_ids"].shape[1])
        context = self.settings["context"] or getattr(self.model.config, "max_position_embeddings", 0) or 2**31
        if size >= context:
            raise web.HTTPBadRequest(reason=f"the prompt has {size} tokens, the context size is {context}")
        loop, pieces = asyncio.get_running_loop(), asyncio.Queue[str | None]()
        stopped = Stopped()
        streamer = Pieces(self.tokenizer, lambda text: loop.call_soon_threadsafe(pieces.put_nowait, text))
        limit = min(body.get("max_tokens") or DEFAULT_TOKENS, context - size)

        def work() -> int:
            try:
                with torch.inference_mode():
                    if body.get("seed") is not None:
                        torch.manual_seed(body["seed"])
                    output = self.model.generate(
                        **read,
                        **sampling(body),
                        max_new_tokens=limit,
                        streamer=streamer,
                        stopping_criteria=[stopped],
                        tokenizer=self.tokenizer,
                    )
                return int(output.shape[1]) - size
            finally:
                loop.call_soon_threadsafe(pieces.put_nowait, None)

        running = loop.run_in_executor(self.threads, work)
        try:
            while (piece := await pieces.get()) is not None:
                yield {"text": piece}
            written = await running
            yield {"end": "length" if written >= limit else "stop", "prompt": size, "written": written}
        finally:
            stopped.told.set()

    def embed(self, texts: list[str]) -> tuple[list[list[float]], int]:
        """Mean-pooled vectors of unit length."""
        if self.tokenizer.pad_token is None:
            self.tokenizer.pad_token = self.tokenizer.eos_token
        read = self.tokenizer(texts, return_tensors="pt", padding=True).to(self.model.device)
        with torch.inference_mode():
            hidden = self.model(**read).last_hidden_state
        mask = read["attention_mask"].unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
        vectors = torch.nn.functional.normalize(pooled.float(), dim=1)
        return vectors.tolist(), int(read["attention_mask"].sum())


def sampling(body: dict[str, Any]) -> dict[str, Any]:
    """OpenAI's fields as those of `generate`; temperature 0 takes the likeliest token each time."""
    temperature = body.get("temperature")
    if temperature == 0:
        chosen: dict[str, Any] = {"do_sample": False}
    else:
        chosen = {"do_sample": True, "temperature": temperature or 1.0}
        chosen.update({name: body[name] for name in ("top_p", "top_k", "min_p") if body.get(name) is not None})
    if body.get("repetition_penalty"):
        chosen["repetition_penalty"] = body["repetition_penalty"]
    if body.get("stop"):
        chosen["stop_strings"] = body["stop"]
    return chosen


class Routes:
    """What our backend calls."""

    def __init__(self, model: Model) -> None:
        self._model = model

    async def health(self, _: web.Request) -> web.Response:
        """Ready as soon as it listens."""
        return web.json_response({"status": "ok"})

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Chat or completion, always streamed."""
        body = await request.json()
        chat = "messages" in body
        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        events = self._model.generate(body)
        try:
            async for event in events:
                if not response.prepared:
                    await response.prepare(request)
                await response.write(chunk(event, chat))
        finally:
            await events.aclose()  # type: ignore[attr-defined]
        await response.write(b"data: [DONE]\n\n")
        return response

    async def embed(self, request: web.Request) -> web.Response:
        """Embeddings."""
        body = await request.json()
        loop = asyncio.get_running_loop()
        vectors, tokens = await loop.run_in_executor(self._model.threads, self._model.embed, body["input"])
        data = [{"index": index, "embedding": vector} for index, vector in enumerate(vectors)]
        return web.json_response({"data": data, "usage": {"prompt_tokens": tokens}})


def chunk(event: dict[str, Any], chat: bool) -> bytes:
    """One server-sent event."""
    choice: dict[str, Any] = {"index": 0, "finish_reason": event.get("end")}
    text = event.get("text", "")
    choice.update({"delta": {"content": text}} if chat else {"text": text})
    value: dict[str, Any] = {"choices": [choice]}
    if "end" in event:
        value["usage"] = {"prompt_tokens": event["prompt"], "completion_tokens": event["written"]}
    return b"data: " + json.dumps(value).encode() + b"\n\n"


@web.middleware
async def errors(request: web.Request, handler: Any) -> Any:
    """Failures as JSON."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return web.json_response({"error": {"message": error.reason}}, status=error.status)


async def serve(settings: dict[str, Any]) -> None:
    """Load, listen, and end when the worker, which holds the other end of standard input, has ended."""
    routes = Routes(Model(settings))
    app = web.Application(middlewares=[errors], client_max_size=1 << 30)
    app.router.add_get("/health", routes.health)
    app.router.add_post("/v1/chat/completions", routes.answer)
    app.router.add_post("/v1/completions", routes.answer)
    app.router.add_post("/v1/embeddings", routes.embed)
    runner = web.AppRunner(app, handler_cancellation=True, access_log=None)
    await runner.setup()
    await web.UnixSite(runner, settings["socket"]).start()
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)


def main() -> int:
    """Serve until told to end."""
    os.umask(0o077)
    asyncio.run(serve(json.loads(sys.argv[1])))
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
