"""Checks a request in OpenAI's shape and turns it into what the engines take; both doors go through here."""

from __future__ import annotations

from typing import Any

from polygate_worker.calls import Embedding, Generation, Json, Reranking, Sampling
from polygate_worker.errors import ErrorKind, WorkerError, invalid
from polygate_worker.fields import Fields

PARTS = ("text", "image_url", "input_audio", "video_url", "refusal", "reasoning", "thinking")
ROLES = ("system", "developer", "user", "assistant", "tool", "function")
MOST_STOPS = 16
MOST_MESSAGES = 10_000
MOST_TOOLS = 1024
LARGEST_SEED = 2**63 - 1
# Read by a door or meaningless to an engine on one's own machine; never handed on.
DOOR_FIELDS = (
    "model", "stream", "stream_options", "n", "user", "store", "metadata", "service_tier", "safety_identifier",
    "prompt_cache_key", "best_of", "echo", "suffix",
)  # fmt: skip
# Would change what the worker relies on in its talk with the engine, or takes memory without a bound.
RESERVED = (
    *("id_slot", "cache_prompt", "return_progress", "timings_per_token", "n_predict", "max_new_tokens", "n_cmpl"),
    *("n_probs", "return_tokens", "response_fields", "lora", "messages", "prompt", "input"),
)


def chat(body: Json, most_tokens: int) -> Generation:
    """The body of `POST /v1/chat/completions`."""
    fields = Fields(body)
    messages = fields.objects("messages")
    if not messages or len(messages) > MOST_MESSAGES:
        raise invalid("messages", "missing or empty", f"1 to {MOST_MESSAGES} messages")
    for index, message in enumerate(messages):
        _check_message(message, f"messages[{index}]")
    tools = fields.objects("tools") or []
    if len(tools) > MOST_TOOLS:
        raise invalid("tools", len(tools), f"at most {MOST_TOOLS}")
    for index, tool in enumerate(tools):
        _check_tool(tool, f"tools[{index}]")
    wants_logprobs = fields.boolean("logprobs")
    top = fields.integer("top_logprobs", 0, 20)
    return Generation(
        messages=messages,
        sampling=_sampling(fields, most_tokens),
        tools=tools,
        tool_choice=_tool_choice(fields, tools),
        parallel_tool_calls=fields.boolean("parallel_tool_calls"),
        response_format=_response_format(fields),
        logprobs=(top or 0) if wants_logprobs else None,
        extras=_extras(fields),
    )


def completion(body: Json, most_tokens: int) -> Generation:
    """The body of `POST /v1/completions`."""
    fields = Fields(body)
    prompt = fields.get("prompt")
    if isinstance(prompt, list) and len(prompt) == 1:
        prompt = prompt[0]
    if not isinstance(prompt, str):
        raise invalid("prompt", type(prompt).__name__, "one string")
    fields.integer("best_of", 1, 1)
    for unsupported in ("suffix", "echo"):
        if body.get(unsupported):
            raise WorkerError(ErrorKind.UNSUPPORTED, f"{unsupported}: is not supported", param=unsupported)
    return Generation(
        prompt=prompt,
        sampling=_sampling(fields, most_tokens),
        logprobs=fields.integer("logprobs", 0, 20),
        response_format=_response_format(fields),
        extras=_extras(fields),
    )


def embedding(body: Json, most_inputs: int) -> Embedding:
    """The body of `POST /v1/embeddings`."""
    fields = Fields(body)
    texts = fields.strings("input", most_inputs)
    if not texts:
        raise invalid("input", "missing or empty", "a string or a list of strings")
    return Embedding(texts, fields.integer("dimensions", 1, 65536))


def reranking(body: Json, most_inputs: int) -> Reranking:
    """The body of `POST /v1/rerank`."""
    fields = Fields(body)
    query = fields.string("query")
    if not query:
        raise invalid("query", "missing or empty", "a string")
    documents = fields.get("documents")
    if not isinstance(documents, list) or not 0 < len(documents) <= most_inputs:
        raise invalid("documents", "missing, empty or too many", f"a list of 1 to {most_inputs} strings")
    return Reranking(query, [_document(each, f"documents[{index}]") for index, each in enumerate(documents)])


def _document(given: Any, path: str) -> str:
    text = given.get("text") if isinstance(given, dict) else given
    if not isinstance(text, str):
        raise invalid(path, type(text).__name__, 'a string, or an object with "text"')
    return text


def _sampling(fields: Fields, most_tokens: int) -> Sampling:
    fields.integer("n", 1, 1)
    newer = fields.integer("max_completion_tokens", 1, most_tokens)
    older = fields.integer("max_tokens", 1, most_tokens)
    return Sampling(
        max_tokens=newer or older,
        temperature=fields.number("temperature", 0, 2),
        top_p=fields.number("top_p", 0, 1),
        top_k=fields.integer("top_k", -1, 1_000_000),
        min_p=fields.number("min_p", 0, 1),
        presence_penalty=fields.number("presence_penalty", -2, 2),
        frequency_penalty=fields.number("frequency_penalty", -2, 2),
        repetition_penalty=fields.number("repetition_penalty", 0.01, 10),
        seed=fields.integer("seed", -LARGEST_SEED, LARGEST_SEED),
        stop=tuple(fields.strings("stop", MOST_STOPS) or ()),
        logit_bias=_logit_bias(fields),
    )


def _logit_bias(fields: Fields) -> dict[str, float] | None:
    given = fields.object("logit_bias")
    if not given:
        return None
    bias = Fields(given, "logit_bias")
    for token in given:
        if not token.isdigit():
            raise invalid("logit_bias", token, "token ids as keys")
    return {token: bias.number(token, -100, 100) or 0.0 for token in given}


def _check_message(message: Json, path: str) -> None:
    fields = Fields(message, path)
    if fields.one_of("role", ROLES) is None:
        raise invalid(f"{path}.role", "missing", f"one of {', '.join(ROLES)}")
    content = message.get("content")
    _check_tool_calls(message, path)
    has_calls = bool(message.get("tool_calls") or message.get("function_call"))
    if content is None and not has_calls and message["role"] != "assistant":
        raise invalid(f"{path}.content", "missing", "a string or a list of parts")
    if content is not None and not isinstance(content, str | list):
        raise invalid(f"{path}.content", type(content).__name__, "a string or a list of parts")
    for index, part in enumerate(content if isinstance(content, list) else ()):
        if not isinstance(part, dict) or not isinstance(part.get("type"), str):
            raise invalid(f"{path}.content[{index}]", type(part).__name__, 'an object with "type"')
        if part["type"] not in PARTS:
            raise invalid(f"{path}.content[{index}].type", part["type"], f"one of {', '.join(PARTS)}")
        if part["type"] == "text" and not isinstance(part.get("text"), str):
            raise invalid(f"{path}.content[{index}].text", type(part.get("text")).__name__, "a string")


def _check_tool_calls(message: Json, path: str) -> None:
    calls = Fields(message, path).objects("tool_calls") or []
    for index, call in enumerate(calls):
        function = call.get("function")
        where = f"{path}.tool_calls[{index}].function"
        if not isinstance(function, dict) or not isinstance(function.get("name"), str):
            raise invalid(where, function, 'an object with "name" and "arguments"')
        if not isinstance(function.get("arguments", ""), str):
            raise invalid(f"{where}.arguments", function["arguments"], "the text of a JSON object")


def _check_tool(tool: Json, path: str) -> None:
    function = tool.get("function")
    if tool.get("type") != "function" or not isinstance(function, dict):
        raise invalid(f"{path}.type", tool.get("type"), '"function" with an object "function"')
    if not isinstance(function.get("name"), str) or not function["name"]:
        raise invalid(f"{path}.function.name", function.get("name"), "a string that is not empty")
    if not isinstance(function.get("parameters", {}), dict):
        raise invalid(f"{path}.function.parameters", function["parameters"], "a JSON schema object")


def _tool_choice(fields: Fields, tools: list[Json]) -> Any:
    choice = fields.get("tool_choice")
    if choice is None or isinstance(choice, dict):
        return choice if tools else None
    if choice not in ("auto", "none", "required"):
        raise invalid("tool_choice", choice, "auto, none, required, or an object that names a function")
    return choice if tools else None


def _response_format(fields: Fields) -> Json | None:
    wanted = fields.object("response_format")
    if wanted is not None:
        kinds = Fields(wanted, "response_format")
        if kinds.one_of("type", ("text", "json_object", "json_schema")) is None:
            raise invalid("response_format.type", "missing", "text, json_object or json_schema")
        if wanted["type"] == "json_schema":
            schema = (kinds.object("json_schema") or {}).get("schema")
            if not isinstance(schema, dict):
                raise invalid("response_format.json_schema.schema", schema, "a JSON schema object")
    return wanted


def _extras(fields: Fields) -> Json:
    rest = fields.rest()
    for name in RESERVED:
        if name in rest:
            raise invalid(name, "given", "not to be given here")
    return {name: value for name, value in rest.items() if name not in DOOR_FIELDS and value is not None}
