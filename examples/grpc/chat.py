"""Streams an answer over gRPC; needs `grpcio-tools` and `googleapis-common-protos`.

    POLYGATE_KEY=… python examples/grpc/chat.py MODEL "Hello" [127.0.0.1:9000]

The stubs are made from `proto/` as it runs; a program of yours makes them once, with `python -m grpc_tools.protoc`.
"""

import os
import sys

import grpc

sys.path.append(os.environ.get("POLYGATE_PROTO", "proto"))
chat, services = grpc.protos_and_services("polygate/v1/chat.proto")

model, question, *rest = sys.argv[1:]
target = rest[0] if rest else "127.0.0.1:9000"

request = chat.ChatRequest(
    model=model,
    messages=[chat.Message(role=chat.ROLE_USER, content=[chat.Content(text=question)])],
)
key = (("authorization", "Bearer " + os.environ["POLYGATE_KEY"]),)

with grpc.insecure_channel(target) as channel:
    stub = services.ChatServiceStub(channel)
    for event in stub.Stream(request, metadata=key, timeout=60):
        print(event.text_delta, end="", flush=True)
        if event.HasField("finished"):
            reason = chat.FinishReason.Name(event.finished.finish_reason)
            print(f"\n({reason}, {event.finished.usage.output_tokens} tokens)")
