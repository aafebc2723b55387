"""Asks scripted backends through the clients of the vendors themselves, and prints what these understood."""

import json
import os

import boto3
import cohere
import dashscope
import ollama
import openai
from google import genai
from google.oauth2.credentials import Credentials

HOST = os.environ["BACKEND"]
MESSAGES = [{"role": "user", "content": "Hi"}]


def told(case, **result):
    print(json.dumps({"case": case, "result": result}), flush=True)


def ask_ollama():
    client = ollama.Client(host=HOST)
    whole = client.chat(model="llama3", messages=MESSAGES)
    told("ollama whole", text=whole.message.content, finish=whole.done_reason, output=whole.eval_count)
    pieces = list(client.chat(model="llama3", messages=MESSAGES, stream=True))
    told("ollama stream", text="".join(p.message.content for p in pieces), finish=pieces[-1].done_reason)
    told("ollama embed", vectors=[list(v) for v in client.embed(model="nomic", input=["a", "b"]).embeddings])


def ask_dashscope():
    dashscope.base_http_api_url = HOST + "/api/v1"
    options = dict(model="qwen-max", api_key="sk-test", messages=MESSAGES, result_format="message")
    whole = dashscope.Generation.call(**options)
    choice = whole.output.choices[0]
    told("dashscope whole", text=choice.message.content, finish=choice.finish_reason, output=whole.usage.output_tokens)
    text, finish = "", ""
    for piece in dashscope.Generation.call(stream=True, incremental_output=True, **options):
        text += piece.output.choices[0].message.content
        finish = piece.output.choices[0].finish_reason
    told("dashscope stream", text=text, finish=finish)
    embedded = dashscope.TextEmbedding.call(model="text-embedding-v4", input=["a", "b"], api_key="sk-test")
    told("dashscope embed", vectors=[e["embedding"] for e in embedded.output["embeddings"]])
    ranked = dashscope.TextReRank.call(model="gte-rerank", query="q", documents=["a", "b"], api_key="sk-test")
    told("dashscope rerank", first=ranked.output.results[0].index)


def ask_cohere():
    client = cohere.ClientV2(api_key="sk-test", base_url=HOST)
    whole = client.chat(model="command-a", messages=MESSAGES)
    told("cohere whole", text=whole.message.content[0].text, finish=whole.finish_reason)
    text, finish = "", ""
    for event in client.chat_stream(model="command-a", messages=MESSAGES):
        if event.type == "content-delta":
            text += event.delta.message.content.text or ""
        elif event.type == "message-end":
            finish = event.delta.finish_reason
    told("cohere stream", text=text, finish=finish)
    embedded = client.embed(
        model="embed-v4.0", texts=["a"], input_type="search_document", embedding_types=["float"]
    )
    told("cohere embed", vectors=embedded.embeddings.float_)
    told("cohere rerank", first=client.rerank(model="rerank-v3.5", query="q", documents=["a", "b"]).results[0].index)


def mistral_client():
    try:
        from mistralai import Mistral
    except ImportError:
        from mistralai.client import Mistral
    return Mistral(api_key="sk-test", server_url=HOST)


def ask_mistral():
    client = mistral_client()
    whole = client.chat.complete(model="mistral-small-latest", messages=MESSAGES)
    choice = whole.choices[0]
    told("mistral whole", text=choice.message.content, finish=choice.finish_reason)
    text, finish = "", ""
    for event in client.chat.stream(model="mistral-small-latest", messages=MESSAGES):
        choice = event.data.choices[0]
        text += choice.delta.content or ""
        finish = choice.finish_reason or finish
    told("mistral stream", text=text, finish=finish)
    embedded = client.embeddings.create(model="mistral-embed", inputs=["a"])
    told("mistral embed", vectors=[e.embedding for e in embedded.data])


NOVA = "amazon.nova-lite-v1:0"
CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0"


def invoked(client, model, body):
    answer = client.invoke_model(modelId=model, body=json.dumps(body))
    return json.loads(answer["body"].read())


def ask_bedrock():
    client = boto3.client(
        "bedrock-runtime",
        endpoint_url=HOST,
        region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
    )
    messages = [{"role": "user", "content": [{"text": "Hi"}]}]
    whole = client.converse(modelId=NOVA, messages=messages)
    told(
        "bedrock whole",
        text=whole["output"]["message"]["content"][0]["text"],
        finish=whole["stopReason"],
        output=whole["usage"]["outputTokens"],
    )
    text, finish, output = "", "", 0
    for event in client.converse_stream(modelId=NOVA, messages=messages)["stream"]:
        text += event.get("contentBlockDelta", {}).get("delta", {}).get("text", "")
        finish = event.get("messageStop", {}).get("stopReason", finish)
        output = event.get("metadata", {}).get("usage", {}).get("outputTokens", output)
    told("bedrock stream", text=text, finish=finish, output=output)
    claude = {"anthropic_version": "bedrock-2023-05-31", "max_tokens": 9, "messages": MESSAGES}
    message = invoked(client, CLAUDE, claude)
    told("bedrock invoke whole", text=message["content"][0]["text"], finish=message["stop_reason"])
    text, finish = "", ""
    answer = client.invoke_model_with_response_stream(modelId=CLAUDE, body=json.dumps(claude))
    for event in answer["body"]:
        inner = json.loads(event["chunk"]["bytes"])
        text += inner.get("delta", {}).get("text", "")
        finish = inner.get("delta", {}).get("stop_reason", finish)
    told("bedrock invoke stream", text=text, finish=finish)
    told("bedrock embed", vectors=[invoked(client, "amazon.titan-embed-text-v2:0", {"inputText": "a"})["embedding"]])
    ranked = invoked(client, "cohere.rerank-v3-5:0", {"query": "q", "documents": ["a", "b"], "api_version": 2})
    told("bedrock rerank", first=ranked["results"][0]["index"])
    told("bedrock count", tokens=client.count_tokens(modelId=CLAUDE, input={"converse": {"messages": messages}})["inputTokens"])
    try:
        client.converse(modelId="throttled", messages=messages)
    except client.exceptions.ThrottlingException as e:
        told("bedrock error", message=e.response["Error"]["Message"])
    try:
        list(client.converse_stream(modelId="throttled", messages=messages)["stream"])
    except Exception as e:
        told("bedrock stream error", message=e.response["Error"]["Message"], code=e.response["Error"]["Code"])


def ask_genai(name, client):
    whole = client.models.generate_content(model="gemini-2.5-flash", contents="Hi")
    told(name + " whole", text=whole.text, finish=whole.candidates[0].finish_reason.name)
    pieces = list(client.models.generate_content_stream(model="gemini-2.5-flash", contents="Hi"))
    told(name + " stream", text="".join(p.text or "" for p in pieces), finish=pieces[-1].candidates[0].finish_reason.name)
    embedded = client.models.embed_content(model="gemini-embedding-001", contents="a")
    told(name + " embed", vectors=[list(e.values) for e in embedded.embeddings])
    told(name + " count", tokens=client.models.count_tokens(model="gemini-2.5-flash", contents="Hi").total_tokens)


def ask_gemini():
    ask_genai("gemini", genai.Client(api_key="sk-test", http_options={"base_url": HOST}))


def ask_vertex():
    ask_genai(
        "vertex",
        genai.Client(
            vertexai=True,
            project="p",
            location="l",
            credentials=Credentials("ya29-token"),
            http_options={"base_url": HOST},
        ),
    )


def ask_azure():
    client = openai.AzureOpenAI(azure_endpoint=HOST, api_version="2024-10-21", api_key="azure-key")
    whole = client.chat.completions.create(model="my-gpt", messages=MESSAGES)
    told("azure whole", text=whole.choices[0].message.content, finish=whole.choices[0].finish_reason)
    text, finish = "", ""
    for piece in client.chat.completions.create(model="my-gpt", messages=MESSAGES, stream=True):
        text += piece.choices[0].delta.content or ""
        finish = piece.choices[0].finish_reason or finish
    told("azure stream", text=text, finish=finish)
    embedded = client.embeddings.create(model="my-embedder", input="a", encoding_format="float")
    told("azure embed", vectors=[e.embedding for e in embedded.data])


for vendor in (
    ask_ollama,
    ask_dashscope,
    ask_cohere,
    ask_mistral,
    ask_bedrock,
    ask_gemini,
    ask_vertex,
    ask_azure,
):
    vendor()
