"""Asks scripted backends through the clients of the vendors themselves, and prints what these understood."""

import json
import os

import cohere
import dashscope
import ollama

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


for vendor in (ask_ollama, ask_dashscope, ask_cohere, ask_mistral):
    vendor()
