"""A generation as the body of an OpenAI request to an engine."""

from __future__ import annotations

from typing import Any

from polygate_worker.calls import Generation, Json, Sampling


def chat_body(call: Generation) -> Json:
    """The body of `POST /v1/chat/completions`."""
    return {
        **call.extras,
        "messages": list(call.messages or ()),
        **_set(
            tools=list(call.tools) or None,
            tool_choice=call.tool_choice,
            parallel_tool_calls=call.parallel_tool_calls,
            response_format=call.response_format,
            logprobs=True if call.logprobs is not None else None,
            top_logprobs=call.logprobs or None,
        ),
        **_sampling(call.sampling),
        **_streamed(),
    }


def completion_body(call: Generation) -> Json:
    """The body of `POST /v1/completions`."""
    return {
        **call.extras,
        "prompt": call.prompt,
        **_set(logprobs=call.logprobs, response_format=call.response_format),
        **_sampling(call.sampling),
        **_streamed(),
    }


def _streamed() -> Json:
    return {"stream": True, "stream_options": {"include_usage": True}}


def _sampling(sampling: Sampling) -> Json:
    return _set(
        max_tokens=sampling.max_tokens,
        temperature=sampling.temperature,
        top_p=sampling.top_p,
        top_k=sampling.top_k,
        min_p=sampling.min_p,
        presence_penalty=sampling.presence_penalty,
        frequency_penalty=sampling.frequency_penalty,
        repetition_penalty=sampling.repetition_penalty,
        repeat_penalty=sampling.repetition_penalty,
        seed=sampling.seed,
        stop=list(sampling.stop) or None,
        logit_bias=dict(sampling.logit_bias) if sampling.logit_bias else None,
    )


def _set(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value is not None}
