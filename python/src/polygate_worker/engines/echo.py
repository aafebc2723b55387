"""An engine without a model: repeats the last message word by word, for tests of everything around engines."""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
from collections.abc import AsyncGenerator
from typing import Any

from polygate_worker.calls import (
    Embedding,
    Event,
    Finished,
    Generation,
    ReasoningDelta,
    Reranking,
    Scores,
    TextDelta,
    ToolCallDelta,
    Usage,
    Vectors,
)
from polygate_worker.engines.base import ModelSpec
from polygate_worker.errors import ErrorKind, WorkerError

WIDTH = 16


class Echo:
    """Options: `delay` seconds before each word, `reasoning` text said before the answer."""

    def __init__(self, spec: ModelSpec) -> None:
        self._spec = spec
        self._delay = float(spec.options.get("delay", 0))
        self._reasoning = str(spec.options.get("reasoning", ""))
        self._busy = 0
        self._died: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def start(self) -> None:
        """Nothing to load."""
        await asyncio.sleep(float(self._spec.options.get("load_delay", 0)))

    async def stop(self) -> None:
        """Nothing to free."""

    def died(self) -> asyncio.Future[str]:
        """Never."""
        return self._died

    def memory(self) -> int:
        """As the options say, so that the budget can be tested."""
        return int(self._spec.options.get("memory", 0))

    def context(self) -> int:
        """As configured."""
        return self._spec.context

    async def busy_slots(self) -> int | None:
        """Calls that run."""
        return self._busy

    async def generate(self, call: Generation) -> AsyncGenerator[Event, None]:
        """Say the last message, or call the first tool when the choice requires one."""
        text = call.prompt if call.messages is None else _text(call.messages[-1].get("content"))
        words = (text or "").split(" ")
        if self._spec.context and len(words) > self._spec.context:
            raise WorkerError(
                ErrorKind.CONTEXT_LENGTH,
                f"the prompt has {len(words)} tokens (allowed: {self._spec.context})",
                param="messages",
            )
        limit = call.sampling.max_tokens or len(words)
        self._busy += 1
        try:
            if self._reasoning:
                yield ReasoningDelta(self._reasoning)
            if call.tools and call.tool_choice == "required":
                yield ToolCallDelta(0, "call_echo", call.tools[0]["function"]["name"])
                yield ToolCallDelta(0, arguments=json.dumps({"text": text}))
                yield Finished("tool_calls", Usage(len(words), 1))
                return
            for index, word in enumerate(words[:limit]):
                await asyncio.sleep(self._delay)
                yield TextDelta(word if index == 0 else f" {word}")
            said = min(limit, len(words))
            yield Finished("length" if said < len(words) else "stop", Usage(len(words), said))
        finally:
            self._busy -= 1

    async def embed(self, call: Embedding) -> Vectors:
        """A vector that depends on nothing but the text."""
        return Vectors([_vector(text) for text in call.texts], sum(len(text.split()) for text in call.texts))

    async def rerank(self, call: Reranking) -> Scores:
        """The share of the query's words that a document has."""
        query = set(call.query.lower().split())
        scores = [len(query & set(text.lower().split())) / max(len(query), 1) for text in call.documents]
        return Scores(scores, len(query))


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content)
    return content or ""


def _vector(text: str) -> list[float]:
    digest = hashlib.sha256(text.encode()).digest()[:WIDTH]
    values = [byte - 127.5 for byte in digest]
    length = math.sqrt(sum(value * value for value in values))
    return [value / length for value in values]
