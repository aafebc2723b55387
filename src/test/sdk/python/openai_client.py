"""Calls a gateway as the official client does and prints one JSON line for each case: what the program saw."""

import json
import sys

import openai
from pydantic import BaseModel

client = openai.OpenAI(max_retries=0, timeout=20)
MESSAGES = [{"role": "user", "content": "hello there"}]
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "weather",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        },
    }
]


def chat(**more):
    return client.chat.completions.create(**{"model": "mock-model", "messages": MESSAGES, **more})


def collect(stream):
    seen = {"text": "", "finish": None, "usage": None, "chunks": 0}
    for chunk in stream:
        seen["chunks"] += 1
        if chunk.choices:
            seen["text"] += chunk.choices[0].delta.content or ""
            seen["finish"] = chunk.choices[0].finish_reason or seen["finish"]
        if chunk.usage:
            seen["usage"] = chunk.usage.total_tokens
    return seen


def failure(call):
    try:
        call()
        return {"name": "none"}
    except openai.OpenAIError as e:
        return {
            "name": type(e).__name__,
            "status": getattr(e, "status_code", None),
            "code": getattr(e, "code", None),
            "param": getattr(e, "param", None),
            "type": getattr(e, "type", None),
            "message": str(e),
            "id": getattr(e, "request_id", None),
        }


def faulty(fault, **more):
    return failure(lambda: chat(metadata={"mock_fault": fault}, **more))


def case_chat():
    raw = client.chat.completions.with_raw_response.create(model="mock-model", messages=MESSAGES)
    answer = raw.parse()
    return {
        "text": answer.choices[0].message.content,
        "finish": answer.choices[0].finish_reason,
        "usage": answer.usage.total_tokens,
        "id": answer._request_id,
        "provider": raw.headers.get("x-polygate-provider"),
    }


def case_stream():
    return collect(chat(stream=True))


def case_stream_usage():
    return collect(chat(stream=True, stream_options={"include_usage": True}))


def case_tools():
    first = chat(tools=TOOLS)
    call = first.choices[0].message.tool_calls[0]
    result = {"role": "tool", "tool_call_id": call.id, "content": "12 degrees"}
    second = chat(tools=TOOLS, messages=[*MESSAGES, first.choices[0].message, result])
    return {
        "name": call.function.name,
        "arguments": json.loads(call.function.arguments),
        "finish": first.choices[0].finish_reason,
        "answer": second.choices[0].message.content,
    }


def case_tools_stream():
    with client.chat.completions.stream(model="mock-model", messages=MESSAGES, tools=TOOLS) as stream:
        final = stream.get_final_completion()
    return {"arguments": json.loads(final.choices[0].message.tool_calls[0].function.arguments)}


class Paint(BaseModel):
    color: str
    count: int


def case_structured():
    answer = client.chat.completions.parse(model="mock-model", messages=MESSAGES, response_format=Paint)
    parsed = answer.choices[0].message.parsed
    return {"color": "red" if parsed.color else "", "count": parsed.count}


def case_embeddings():
    packed = client.embeddings.create(model="mock-model", input=["a", "b"])
    plain = client.embeddings.create(model="mock-model", input=["a"], encoding_format="float", dimensions=256)
    first, same = packed.data[0].embedding, plain.data[0].embedding
    return {
        "count": len(packed.data),
        "size": len(first),
        "length": sum(x * x for x in first),
        "same": all(abs(a - b) < 1e-6 for a, b in zip(first, same, strict=True)),
    }


def case_completions():
    answer = client.completions.create(model="mock-model", prompt="once upon", max_tokens=3)
    return {"text": answer.choices[0].text, "finish": answer.choices[0].finish_reason}


def case_models():
    ids = [model.id for model in client.models.list()]
    return {"ids": ids, "one": client.models.retrieve("mock-model").owned_by}


def case_bad_request():
    return failure(lambda: chat(max_tokens=-1))


def case_bad_key():
    return failure(lambda: client.with_options(api_key="sk-wrong").models.list())


def case_no_model():
    return failure(lambda: chat(model="mock-modle"))


def case_rate_limit():
    return faulty("429")


def case_conflict():
    return faulty("409")


def case_unprocessable():
    return faulty("422")


def case_forbidden():
    return faulty("403")


def case_server_error():
    return faulty("500")


def case_upstream_auth():
    return faulty("401")


def case_unreachable():
    return faulty("reset")


def case_overloaded():
    return faulty("503", stream=True)


def case_broken_stream():
    seen = {"text": ""}

    def read():
        for chunk in chat(stream=True, metadata={"mock_fault": "cut", "mock_after": "2"}):
            seen["text"] += chunk.choices[0].delta.content or ""

    error = failure(read)
    return {**seen, **error}


def case_retry():
    answer = client.with_options(max_retries=2).chat.completions.create(model="retry", messages=MESSAGES)
    return {"text": answer.choices[0].message.content}


def case_abort_stream():
    with chat(model="stall", stream=True) as stream:
        for chunk in stream:
            if chunk.choices[0].delta.role:
                break
    return {"left": True}


def case_timeout():
    return failure(lambda: client.with_options(timeout=0.3).chat.completions.create(model="hang", messages=MESSAGES))


for name, run in list(globals().items()):
    if name.startswith("case_"):
        try:
            result = run()
        except Exception as e:
            result = {"failed": f"{type(e).__name__}: {e}"}
        print(json.dumps({"case": name[5:], "result": result}), flush=True)
sys.exit(0)
