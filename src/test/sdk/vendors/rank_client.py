"""Ranks documents through a gateway with Cohere's own client, and prints what it understood."""

import json
import os

import cohere

client = cohere.ClientV2(api_key="sk-test", base_url=os.environ["GATEWAY"])
for model in ("cohere", "dashscope", "jina", "bedrock"):
    best = client.rerank(model=model, query="q", documents=["a", "b"], top_n=1).results[0]
    print(json.dumps({"case": model, "result": {"index": best.index, "score": best.relevance_score}}), flush=True)
