"""Asks a gateway through the clients of the vendors themselves, each at the vendor's own paths, and prints what these
understood."""

import json
import os

import boto3
import botocore.config
import cohere
import dashscope
import ollama
import openai
from google import genai
from google.oauth2.credentials import Credentials

HOST = os.environ["GATEWAY"]
KEY = "sk-test"
MESSAGES = [{"role": "user", "content": "Hi"}]


def told(case, **result):
    print(json.dumps({"case": case, "result": result}), flush=True)


def ask_ollama():
    client = ollama.Client(host=HOST, headers={"authorization": "Bearer " + KEY})
    whole = client.chat(model="llama", messages=MESSAGES)
    told("ollama whole", text=whole.message.content, finish=whole.done_reason)
    pieces = list(client.chat(model="llama", messages=MESSAGES, stream=True))
    told("ollama stream", text="".join(p.message.content for p in pieces), finish=pieces[-1].done_reason)
    told("ollama embed", vectors=[list(v) for v in client.embed(model="llama", input=["a", "b"]).embeddings])
    told("ollama list", names=[m.model for m in client.list().models])
    try:
        client.chat(model="nobody", messages=MESSAGES)
    except ollama.ResponseError as e:
        told("ollama error", message=e.error, status=e.status_code)
    try:
        list(client.chat(model="dying", messages=MESSAGES, stream=True))
    except ollama.ResponseError as e:
        told("ollama broken", message=e.error)


def ask_dashscope():
    dashscope.base_http_api_url = HOST + "/api/v1"
    options = dict(model="qwen", api_key=KEY, messages=MESSAGES, result_format="message")
    choice = dashscope.Generation.call(**options).output.choices[0]
    told("dashscope whole", text=choice.message.content, finish=choice.finish_reason)
    text, finish = "", ""
    for piece in dashscope.Generation.call(stream=True, incremental_output=True, **options):
        text += piece.output.choices[0].message.content
        finish = piece.output.choices[0].finish_reason
    told("dashscope stream", text=text, finish=finish)
    embedded = dashscope.TextEmbedding.call(model="qwen", input=["a", "b"], api_key=KEY)
    told("dashscope embed", vectors=[e["embedding"] for e in embedded.output["embeddings"]])
    ranked = dashscope.TextReRank.call(model="qwen", query="q", documents=["a", "b"], api_key=KEY)
    told("dashscope rerank", first=ranked.output.results[0].index)
    task = dashscope.ImageSynthesis.async_call(model="qwen", prompt="a cat", api_key=KEY)
    seen = dashscope.ImageSynthesis.fetch(task, api_key=KEY)
    told("dashscope task", id=task.output.task_id, status=seen.output.task_status)
    refused = dashscope.Generation.call(model="nobody", api_key=KEY, messages=MESSAGES)
    told("dashscope error", code=refused.code, status=refused.status_code, message=refused.message)


def ask_cohere():
    client = cohere.ClientV2(api_key=KEY, base_url=HOST)
    whole = client.chat(model="command", messages=MESSAGES)
    told("cohere whole", text=whole.message.content[0].text, finish=whole.finish_reason)
    text, finish = "", ""
    for event in client.chat_stream(model="command", messages=MESSAGES):
        if event.type == "content-delta":
            text += event.delta.message.content.text or ""
        elif event.type == "message-end":
            finish = event.delta.finish_reason
    told("cohere stream", text=text, finish=finish)
    embedded = client.embed(model="command", texts=["a"], input_type="search_document", embedding_types=["float"])
    told("cohere embed", vectors=embedded.embeddings.float_)
    try:
        client.chat(model="nobody", messages=MESSAGES)
    except cohere.NotFoundError as e:
        told("cohere error", message=str(e.body))
    first = cohere.Client(api_key=KEY, base_url=HOST)
    pieces = list(first.chat_stream(model="first", message="Hi"))
    told("cohere first", text="".join(p.text for p in pieces if p.event_type == "text-generation"), finish=pieces[-1].finish_reason)
    broken = list(first.chat_stream(model="dying", message="Hi"))
    told("cohere broken", finish=broken[-1].finish_reason)


def ask_bedrock():
    os.environ["AWS_BEARER_TOKEN_BEDROCK"] = KEY
    client = boto3.client(
        "bedrock-runtime",
        endpoint_url=HOST,
        region_name="us-east-1",
        config=botocore.config.Config(retries={"max_attempts": 0}),
    )
    messages = [{"role": "user", "content": [{"text": "Hi"}]}]
    whole = client.converse(modelId="nova:0", messages=messages)
    told("bedrock whole", text=whole["output"]["message"]["content"][0]["text"], finish=whole["stopReason"])
    text, finish = "", ""
    for event in client.converse_stream(modelId="nova:0", messages=messages)["stream"]:
        text += event.get("contentBlockDelta", {}).get("delta", {}).get("text", "")
        finish = event.get("messageStop", {}).get("stopReason", finish)
    told("bedrock stream", text=text, finish=finish)
    body = json.dumps({"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "messages": MESSAGES})
    message = json.loads(client.invoke_model(modelId="aws/any/claude", body=body)["body"].read())
    told("bedrock invoke whole", text=message["content"][0]["text"], finish=message["stop_reason"])
    text, finish = "", ""
    for event in client.invoke_model_with_response_stream(modelId="nova:0", body=body)["body"]:
        inner = json.loads(event["chunk"]["bytes"])
        text += inner.get("delta", {}).get("text", "")
        finish = inner.get("delta", {}).get("stop_reason", finish)
    told("bedrock invoke stream", text=text, finish=finish)
    told("bedrock count", tokens=client.count_tokens(modelId="nova:0", input={"converse": {"messages": messages}})["inputTokens"])
    for case, model in (("throttled", "throttled"), ("unknown", "nobody"), ("foreign", "gpt")):
        try:
            client.converse(modelId=model, messages=messages)
        except client.exceptions.ClientError as e:
            told("bedrock " + case, message=e.response["Error"]["Message"], code=e.response["Error"]["Code"])
    try:
        list(client.converse_stream(modelId="dying", messages=messages)["stream"])
    except Exception as e:
        told("bedrock broken", message=e.response["Error"]["Message"], code=e.response["Error"]["Code"])


def ask_azure():
    client = openai.AzureOpenAI(azure_endpoint=HOST, api_version="2024-10-21", api_key=KEY)
    for model in ("gpt", "llama"):
        choice = client.chat.completions.create(model=model, messages=MESSAGES).choices[0]
        told("azure " + model, text=choice.message.content, finish=choice.finish_reason)
    text = ""
    for piece in client.chat.completions.create(model="gpt", messages=MESSAGES, stream=True):
        text += piece.choices[0].delta.content or "" if piece.choices else ""
    told("azure stream", text=text)
    told("azure embed", vectors=[e.embedding for e in client.embeddings.create(model="gpt", input="a", encoding_format="float").data])
    newer = openai.OpenAI(base_url=HOST + "/openai/v1/", api_key=KEY)
    told("azure newer", text=newer.chat.completions.create(model="gpt", messages=MESSAGES).choices[0].message.content)
    try:
        client.chat.completions.create(model="nobody", messages=MESSAGES)
    except openai.NotFoundError as e:
        told("azure error", code=e.code)


def ask_vertex():
    client = genai.Client(
        vertexai=True, project="p", location="l", credentials=Credentials(KEY), http_options={"base_url": HOST}
    )
    for model in ("gpt", "llama"):
        told("vertex " + model, text=client.models.generate_content(model=model, contents="Hi").text)
    pieces = list(client.models.generate_content_stream(model="gpt", contents="Hi"))
    told("vertex stream", text="".join(p.text or "" for p in pieces))


for vendor in (ask_ollama, ask_dashscope, ask_cohere, ask_bedrock, ask_azure, ask_vertex):
    vendor()
