"""Requests of `worker.v1` in OpenAI's shape, so that both doors check them by the same rules."""

from __future__ import annotations

import base64
import json
from typing import Any

from polygate_worker.calls import Generation, Json
from polygate_worker.errors import invalid
from polygate_worker.requests import chat, completion
from polygate_worker.v1 import model_worker_pb2 as pb

ROLES = {
    pb.ROLE_SYSTEM: "system",
    pb.ROLE_USER: "user",
    pb.ROLE_ASSISTANT: "assistant",
    pb.ROLE_TOOL: "tool",
    pb.ROLE_DEVELOPER: "developer",
}
MODES = {
    pb.ToolChoice.MODE_AUTO: "auto",
    pb.ToolChoice.MODE_NONE: "none",
    pb.ToolChoice.MODE_REQUIRED: "required",
}
OPTIONAL_SAMPLING = (
    "max_tokens",
    "temperature",
    "top_p",
    "top_k",
    "min_p",
    "presence_penalty",
    "frequency_penalty",
    "repetition_penalty",
    "seed",
)


def generation(request: pb.GenerateRequest, most_tokens: int) -> Generation:
    """Checked; a bad field is `INVALID_REQUEST`."""
    body: Json = {**_object(request.extras_json, "extras_json"), **_sampling(request.sampling)}
    if request.HasField("response_format"):
        body["response_format"] = _response_format(request.response_format)
    if request.WhichOneof("input") == "prompt":
        if request.HasField("top_logprobs"):
            body["logprobs"] = request.top_logprobs
        return completion({**body, "prompt": request.prompt}, most_tokens)
    if request.HasField("top_logprobs"):
        body.update(logprobs=True, top_logprobs=request.top_logprobs)
    return chat({**body, **_chat(request.chat)}, most_tokens)


def _chat(chat: pb.Chat) -> Json:
    body: Json = {"messages": [_message(each, f"messages[{i}]") for i, each in enumerate(chat.messages)]}
    if chat.tools:
        body["tools"] = [_tool(each, f"tools[{i}]") for i, each in enumerate(chat.tools)]
    if chat.tool_choice.WhichOneof("choice") == "function":
        body["tool_choice"] = {"type": "function", "function": {"name": chat.tool_choice.function}}
    elif chat.tool_choice.mode in MODES:
        body["tool_choice"] = MODES[chat.tool_choice.mode]
    if chat.HasField("parallel_tool_calls"):
        body["parallel_tool_calls"] = chat.parallel_tool_calls
    return body


def _message(message: pb.Message, path: str) -> Json:
    if message.role not in ROLES:
        raise invalid(f"{path}.role", message.role, f"one of {', '.join(ROLES.values())}")
    body: Json = {"role": ROLES[message.role], "content": _content(message, path)}
    if message.reasoning:
        body["reasoning_content"] = message.reasoning
    if message.tool_calls:
        body["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments_json}}
            for call in message.tool_calls
        ]
    if message.tool_call_id:
        body["tool_call_id"] = message.tool_call_id
    if message.name:
        body["name"] = message.name
    return body


def _content(message: pb.Message, path: str) -> Any:
    """Plain text stays a string, which every template takes; anything else is a list of parts."""
    kinds = [part.WhichOneof("part") for part in message.parts]
    if not kinds and message.role == pb.ROLE_ASSISTANT:
        return None
    if kinds in ([], ["text"]):
        return message.parts[0].text if kinds else ""
    return [_part(part, f"{path}.parts[{index}]") for index, part in enumerate(message.parts)]


def _part(part: pb.Part, path: str) -> Json:
    kind = part.WhichOneof("part")
    if kind == "text":
        return {"type": "text", "text": part.text}
    if kind == "image":
        image = {"url": _url(part.image)}
        return {
            "type": "image_url",
            "image_url": {**image, "detail": part.image.detail} if part.image.detail else image,
        }
    if kind == "audio":
        sound = base64.b64encode(part.audio.data).decode()
        return {
            "type": "input_audio",
            "input_audio": {"data": sound, "format": part.audio.media_type.rpartition("/")[2]},
        }
    if kind == "video":
        return {"type": "video_url", "video_url": {"url": _url(part.video)}}
    if kind == "json":
        return _object(part.json, path)
    raise invalid(path, "empty", "text, image, audio, video or json")


def _url(media: pb.Media) -> str:
    if media.WhichOneof("source") == "url":
        return media.url
    return f"data:{media.media_type};base64,{base64.b64encode(media.data).decode()}"


def _tool(tool: pb.Tool, path: str) -> Json:
    function: Json = {"name": tool.name}
    if tool.description:
        function["description"] = tool.description
    if tool.parameters_json:
        function["parameters"] = _object(tool.parameters_json, f"{path}.parameters_json")
    if tool.HasField("strict"):
        function["strict"] = tool.strict
    return {"type": "function", "function": function}


def _sampling(sampling: pb.Sampling) -> Json:
    body: Json = {name: getattr(sampling, name) for name in OPTIONAL_SAMPLING if sampling.HasField(name)}
    if sampling.stop:
        body["stop"] = list(sampling.stop)
    if sampling.logit_bias:
        body["logit_bias"] = {str(token): bias for token, bias in sampling.logit_bias.items()}
    return body


def _response_format(wanted: pb.ResponseFormat) -> Json:
    kind = wanted.WhichOneof("format")
    if kind == "json_object":
        return {"type": "json_object"}
    if kind != "json_schema":
        return {"type": "text"}
    given = wanted.json_schema
    schema: Json = {
        "name": given.name or "answer",
        "schema": _object(given.schema_json, "response_format.json_schema.schema_json"),
    }
    if given.HasField("strict"):
        schema["strict"] = given.strict
    return {"type": "json_schema", "json_schema": schema}


def _object(text: str, path: str) -> Json:
    if not text:
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise invalid(path, text, "the text of a JSON object")
    return value
