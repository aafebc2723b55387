"""Events of an engine as OpenAI's answers: chunks of a stream, or one whole object."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

from polygate_worker.calls import Event, Finished, Json, ReasoningDelta, TextDelta, ToolCallDelta, Usage
from polygate_worker.errors import WorkerError

DONE = b"data: [DONE]\n\n"


def usage_json(usage: Usage) -> Json:
    """OpenAI's usage object."""
    shown: Json = {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens},
    }
    if usage.reasoning_tokens:
        shown["completion_tokens_details"] = {"reasoning_tokens": usage.reasoning_tokens}
    return shown


def error_json(error: WorkerError) -> Json:
    """OpenAI's error object; all four fields are present."""
    wire = error.kind.value
    return {"error": {"message": error.message, "type": wire.type, "param": error.param, "code": wire.code}}


def event_bytes(value: Json) -> bytes:
    """One server-sent event."""
    return b"data: " + json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode() + b"\n\n"


@dataclass
class ChatAnswer:
    """Speaks a chat: `first`, `chunk` for each event and `last` when streamed, else `whole` after `take`."""

    id: str
    model: str
    created: int = field(default_factory=lambda: int(time.time()))
    _text: list[str] = field(default_factory=list)
    _reasoning: list[str] = field(default_factory=list)
    _tools: dict[int, Json] = field(default_factory=dict)
    _logprobs: list[Any] = field(default_factory=list)
    _finished: Finished | None = None

    def first(self) -> bytes:
        """The chunk that names the role."""
        return self._delta({"role": "assistant", "content": ""})

    def chunk(self, event: Event) -> bytes:
        """The chunk of an event."""
        if isinstance(event, TextDelta):
            return self._delta({"content": event.text}, event.logprobs)
        if isinstance(event, ReasoningDelta):
            return self._delta({"reasoning_content": event.text})
        if isinstance(event, ToolCallDelta):
            return self._delta({"tool_calls": [_tool_delta(event)]})
        return self._delta({}, finish=event.reason)

    def last(self, usage: Usage) -> bytes:
        """The chunk that carries the usage."""
        return event_bytes({**self._head("chat.completion.chunk"), "choices": [], "usage": usage_json(usage)})

    def take(self, event: Event) -> None:
        """Keep an event for `whole`."""
        if isinstance(event, TextDelta):
            self._text.append(event.text)
            self._logprobs.extend((event.logprobs or {}).get("content") or [])
        elif isinstance(event, ReasoningDelta):
            self._reasoning.append(event.text)
        elif isinstance(event, ToolCallDelta):
            call = self._tools.setdefault(
                event.index, {"id": "", "type": "function", "function": {"name": "", "arguments": ""}}
            )
            call["id"] = call["id"] or event.id
            call["function"]["name"] += event.name
            call["function"]["arguments"] += event.arguments
        else:
            self._finished = event

    def whole(self) -> Json:
        """The answer in one object."""
        assert self._finished is not None
        text = "".join(self._text)
        message: Json = {"role": "assistant", "content": text if text or not self._tools else None}
        if self._reasoning:
            message["reasoning_content"] = "".join(self._reasoning)
        if self._tools:
            message["tool_calls"] = [call for _, call in sorted(self._tools.items())]
        choice = {
            "index": 0,
            "message": message,
            "logprobs": {"content": self._logprobs} if self._logprobs else None,
            "finish_reason": self._finished.reason,
        }
        usage = usage_json(self._finished.usage)
        return {**self._head("chat.completion"), "choices": [choice], "usage": usage}

    def _delta(self, delta: Json, logprobs: Json | None = None, finish: str | None = None) -> bytes:
        choice: Json = {"index": 0, "delta": delta, "logprobs": logprobs, "finish_reason": finish}
        return event_bytes({**self._head("chat.completion.chunk"), "choices": [choice]})

    def _head(self, kind: str) -> Json:
        return {"id": f"chatcmpl-{self.id}", "object": kind, "created": self.created, "model": self.model}


@dataclass
class TextAnswer:
    """Speaks a plain completion; the same methods as `ChatAnswer`."""

    id: str
    model: str
    created: int = field(default_factory=lambda: int(time.time()))
    _text: list[str] = field(default_factory=list)
    _logprobs: list[Json] = field(default_factory=list)
    _finished: Finished | None = None

    def first(self) -> bytes:
        """Nothing comes before the text."""
        return b""

    def chunk(self, event: Event) -> bytes:
        """The chunk of an event."""
        if isinstance(event, Finished):
            return event_bytes(self._choices("", None, event.reason))
        if isinstance(event, TextDelta | ReasoningDelta):
            logprobs = event.logprobs if isinstance(event, TextDelta) else None
            return event_bytes(self._choices(event.text, logprobs, None))
        return b""

    def last(self, usage: Usage) -> bytes:
        """The chunk that carries the usage."""
        return event_bytes({**self._choices("", None, None), "choices": [], "usage": usage_json(usage)})

    def take(self, event: Event) -> None:
        """Keep an event for `whole`."""
        if isinstance(event, Finished):
            self._finished = event
        elif isinstance(event, TextDelta):
            self._text.append(event.text)
            if event.logprobs:
                self._logprobs.append(event.logprobs)

    def whole(self) -> Json:
        """The answer in one object."""
        assert self._finished is not None
        logprobs = _joined(self._logprobs)
        answer = self._choices("".join(self._text), logprobs, self._finished.reason)
        return {**answer, "usage": usage_json(self._finished.usage)}

    def _choices(self, text: str, logprobs: Json | None, finish: str | None) -> Json:
        choice: Json = {"index": 0, "text": text, "logprobs": logprobs, "finish_reason": finish}
        return {
            "id": f"cmpl-{self.id}",
            "object": "text_completion",
            "created": self.created,
            "model": self.model,
            "choices": [choice],
        }


def _tool_delta(event: ToolCallDelta) -> Json:
    function: Json = {"arguments": event.arguments}
    if event.name:
        function["name"] = event.name
    delta: Json = {"index": event.index, "function": function}
    if event.id:
        delta.update(id=event.id, type="function")
    return delta


def _joined(logprobs: list[Json]) -> Json | None:
    """Log probabilities of the pieces as one object of lists."""
    if not logprobs:
        return None
    whole: Json = {}
    for piece in logprobs:
        for name, values in piece.items():
            if isinstance(values, list):
                whole.setdefault(name, []).extend(values)
    return whole
