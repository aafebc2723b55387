"""Streams an answer with the `openai` package: any model, whoever serves it.

    POLYGATE_KEY=… python examples/rest/chat.py MODEL "Hello" [http://127.0.0.1:8080]
"""

import os
import sys

from openai import OpenAI

model, question, *rest = sys.argv[1:]
origin = rest[0] if rest else "http://127.0.0.1:8080"

client = OpenAI(api_key=os.environ["POLYGATE_KEY"], base_url=origin + "/v1")
stream = client.chat.completions.create(
    model=model,
    messages=[{"role": "user", "content": question}],
    stream=True,
    stream_options={"include_usage": True},
)
for chunk in stream:
    for choice in chunk.choices:
        print(choice.delta.content or "", end="", flush=True)
    if chunk.usage:
        print(f"\n({chunk.usage.completion_tokens} tokens)")
