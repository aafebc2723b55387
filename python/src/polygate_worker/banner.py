"""What a person sees when the worker has started: its addresses, its models and their terms, a first call."""

from __future__ import annotations

import asyncio
import sys

from polygate_worker.app import Worker


async def greet(worker: Worker, stopped: asyncio.Event) -> None:
    """Write it once the models are loaded, unless the worker is told to stop before."""
    loaded = asyncio.ensure_future(worker.loaded())
    stop = asyncio.ensure_future(stopped.wait())
    await asyncio.wait([loaded, stop], return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if not stopped.is_set():
        sys.stdout.write("\n".join(_lines(worker)) + "\n")
        sys.stdout.flush()


def _lines(worker: Worker) -> list[str]:
    scheme = "https" if worker.config.server.tls.cert else "http"
    host = worker.config.server.host
    lines = ["", "polygate-worker is up"]
    if worker.http.port:
        lines.append(f"  HTTP   {scheme}://{host}:{worker.http.port}/v1   (OpenAI-compatible; /health, /metrics)")
    if worker.grpc:
        lines.append(f"  gRPC   {host}:{worker.grpc.port}   (worker.v1.ModelWorker, health, reflection)")
    lines.append("  models")
    terms = {model.name: model.terms for model in worker.config.models}
    for model in worker.library.all():
        spec = model.spec
        lines.append(f"    {spec.name:24} {spec.engine:12} {', '.join(spec.tasks):10} {model.state}")
        if terms[spec.name]:
            lines.append(f"      terms: {terms[spec.name]}")
    first = next((model for model in worker.library.all() if "generate" in model.spec.tasks), None)
    if worker.http.port and first:
        lines += ["", *_first_call(f"{scheme}://{host}:{worker.http.port}", first.spec.name), ""]
    return lines


def _first_call(address: str, model: str) -> list[str]:
    question = '"messages":[{"role":"user","content":"What is the capital of France?"}]'
    return [
        "  try it:",
        f"    curl -N {address}/v1/chat/completions -H 'content-type: application/json' \\",
        f"""      -d '{{"model":"{model}","stream":true,"max_tokens":40,"temperature":0,{question}}}'""",
    ]
