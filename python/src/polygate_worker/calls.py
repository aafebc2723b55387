"""What a caller may ask of a model, and what the model answers, independent of door and engine.

Messages and tools are kept in OpenAI's JSON shape: it is what every engine's chat template takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Json: TypeAlias = dict[str, Any]
FinishReason: TypeAlias = Literal["stop", "length", "tool_calls", "content_filter"]


@dataclass(frozen=True)
class Sampling:
    """How tokens are chosen; None leaves it to the model's own default. Ranges are checked by the doors."""

    max_tokens: int | None = None
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    repetition_penalty: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] = ()
    logit_bias: Mapping[str, float] | None = None


@dataclass(frozen=True)
class Generation:
    """One request for text: either `messages` (a chat) or `prompt` (plain completion) is set.

    `extras` are engine-specific fields (`grammar`, `chat_template_kwargs`, ...), handed over as they came.
    """

    messages: Sequence[Json] | None = None
    prompt: str | None = None
    sampling: Sampling = Sampling()
    tools: Sequence[Json] = ()
    tool_choice: Any = None
    parallel_tool_calls: bool | None = None
    response_format: Json | None = None
    logprobs: int | None = None
    extras: Json = field(default_factory=dict)
    traceparent: str | None = None


@dataclass(frozen=True, slots=True)
class TextDelta:
    """A piece of the answer; `logprobs` in OpenAI's shape when they were asked for."""

    text: str
    logprobs: Json | None = None


@dataclass(frozen=True, slots=True)
class ReasoningDelta:
    """A piece of the model's reasoning."""

    text: str


@dataclass(frozen=True, slots=True)
class ToolCallDelta:
    """A piece of a tool call; the first one of an `index` carries `id` and `name`."""

    index: int
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens read and written; `cached_tokens` are those of the prompt that were not computed again."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    reasoning_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Finished:
    """The last event of every answer that was not cut off."""

    reason: FinishReason
    usage: Usage


Event: TypeAlias = TextDelta | ReasoningDelta | ToolCallDelta | Finished


@dataclass(frozen=True)
class Embedding:
    """Texts to turn into vectors of unit length, one each; `dimensions` cuts them short."""

    texts: Sequence[str]
    dimensions: int | None = None


@dataclass(frozen=True)
class Vectors:
    """One vector per text, in the texts' order."""

    vectors: Sequence[Sequence[float]]
    prompt_tokens: int


@dataclass(frozen=True)
class Reranking:
    """Documents to order by how well they answer the query."""

    query: str
    documents: Sequence[str]


@dataclass(frozen=True)
class Scores:
    """One relevance score per document, in the documents' order; higher is more relevant."""

    scores: Sequence[float]
    prompt_tokens: int
