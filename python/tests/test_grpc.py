"""The gRPC door by a real channel, with the echo engine."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import grpc
import pytest
from conftest import ECHO, Start, until
from google.protobuf import descriptor_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_tools import protoc

from polygate_worker.app import Worker
from polygate_worker.v1 import model_worker_pb2 as pb
from polygate_worker.v1 import model_worker_pb2_grpc as pb_grpc

PROTO = Path(__file__).parents[2] / "proto"


def channel_to(worker: Worker) -> grpc.aio.Channel:
    assert worker.grpc
    return grpc.aio.insecure_channel(f"127.0.0.1:{worker.grpc.port}")


def chat(text: str = "one two three", **fields: Any) -> pb.GenerateRequest:
    message = pb.Message(role=pb.ROLE_USER, parts=[pb.Part(text=text)])
    return pb.GenerateRequest(model="echo", chat=pb.Chat(messages=[message]), **fields)


@pytest.fixture
async def worker(start: Start) -> Worker:
    return await start(ECHO)


@pytest.fixture
async def stub(worker: Worker) -> AsyncIterator[Any]:
    async with channel_to(worker) as channel:
        yield pb_grpc.ModelWorkerStub(channel)  # type: ignore[no-untyped-call]


async def test_streams_events_that_end_with_finished(stub: Any) -> None:
    events = [event async for event in stub.Generate(chat())]
    assert [event.text.text for event in events[:-1]] == ["one", " two", " three"]
    assert events[-1].finished.reason == pb.FINISH_REASON_STOP
    assert events[-1].finished.usage == pb.Usage(prompt_tokens=3, completion_tokens=3)


async def test_tool_arguments_and_parameters_are_json_text(stub: Any) -> None:
    tool = pb.Tool(name="look", parameters_json='{"type":"object"}')
    request = chat()
    request.chat.tools.append(tool)
    request.chat.tool_choice.mode = pb.ToolChoice.MODE_REQUIRED
    events = [event async for event in stub.Generate(request)]
    assert events[0].tool_call.name == "look"
    assert json.loads("".join(event.tool_call.arguments_json for event in events[:-1])) == {"text": "one two three"}
    assert events[-1].finished.reason == pb.FINISH_REASON_TOOL_CALLS


@pytest.mark.parametrize(
    ("request_", "status", "code", "message"),
    [
        (pb.GenerateRequest(), grpc.StatusCode.INVALID_ARGUMENT, "invalid_request", "model: missing"),
        (
            pb.GenerateRequest(model="ecko", prompt="x"),
            grpc.StatusCode.NOT_FOUND,
            "model_not_found",
            "model: 'ecko' is not served here (expected: one of echo)",
        ),
        (
            chat(sampling=pb.Sampling(temperature=9)),
            grpc.StatusCode.INVALID_ARGUMENT,
            "invalid_request",
            "temperature: 9.0 (expected: a number from 0 to 2)",
        ),
        (
            chat(sampling=pb.Sampling(temperature=float("nan"))),
            grpc.StatusCode.INVALID_ARGUMENT,
            "invalid_request",
            "temperature: nan (expected: a number from 0 to 2)",
        ),
        (
            chat(extras_json="[1]"),
            grpc.StatusCode.INVALID_ARGUMENT,
            "invalid_request",
            "extras_json: '[1]' (expected: the text of a JSON object)",
        ),
        (
            pb.GenerateRequest(model="echo", chat=pb.Chat(messages=[pb.Message()])),
            grpc.StatusCode.INVALID_ARGUMENT,
            "invalid_request",
            "messages[0].role: 0",
        ),
    ],
)
async def test_errors_are_statuses_with_what_was_wrong(
    stub: Any, request_: pb.GenerateRequest, status: grpc.StatusCode, code: str, message: str
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        [event async for event in stub.Generate(request_)]
    assert raised.value.code() is status
    assert (raised.value.details() or "").startswith(message)
    assert dict(raised.value.trailing_metadata())["polygate-error-code"] == code


async def test_cancelling_frees_the_slot(start: Start) -> None:
    worker = await start({**ECHO, "options": {"delay": 3600}})
    slots = worker.library.get("echo").slots
    async with channel_to(worker) as channel:
        call = pb_grpc.ModelWorkerStub(channel).Generate(chat())  # type: ignore[no-untyped-call]
        await call.initial_metadata()
        await until(lambda: slots.busy == 1)
        call.cancel()
        await until(lambda: slots.busy == 0)


async def test_a_deadline_ends_the_call_and_frees_the_slot(start: Start) -> None:
    worker = await start({**ECHO, "options": {"delay": 3600}})
    async with channel_to(worker) as channel:
        stub = pb_grpc.ModelWorkerStub(channel)  # type: ignore[no-untyped-call]
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            [event async for event in stub.Generate(chat(), timeout=0.3)]
    assert raised.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    await until(lambda: worker.library.get("echo").slots.busy == 0)


async def test_the_calls_own_limit_and_draining_end_it_with_a_status(start: Start) -> None:
    worker = await start({**ECHO, "options": {"delay": 3600}}, limits={"call-timeout": "100ms"})
    async with channel_to(worker) as channel:
        stub = pb_grpc.ModelWorkerStub(channel)  # type: ignore[no-untyped-call]
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            [event async for event in stub.Generate(chat())]
        assert raised.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
        worker.ledger.draining = True
        with pytest.raises(grpc.aio.AioRpcError) as raised:
            [event async for event in stub.Generate(chat())]
        assert raised.value.code() is grpc.StatusCode.UNAVAILABLE
        assert dict(raised.value.trailing_metadata())["retry-after-ms"] == "1000"


async def test_embeds_and_reranks(stub: Any) -> None:
    embedded = await stub.Embed(pb.EmbedRequest(model="echo", inputs=["a", "b"]))
    assert [len(each.values) for each in embedded.embeddings] == [16, 16]
    reranked = await stub.Rerank(pb.RerankRequest(model="echo", query="red fox", documents=["dog", "red fox", "red"]))
    assert [(each.index, each.score) for each in reranked.results] == [(1, 1.0), (2, 0.5), (0, 0.0)]
    with pytest.raises(grpc.aio.AioRpcError, match="documents"):
        await stub.Rerank(pb.RerankRequest(model="echo", query="x"))


async def test_lists_models_with_state_and_slots(stub: Any) -> None:
    models = (await stub.ListModels(pb.ListModelsRequest())).models
    assert [(m.name, m.engine, m.state, m.slots) for m in models] == [("echo", "echo", pb.MODEL_STATE_READY, 2)]
    assert list(models[0].tasks) == [pb.TASK_GENERATE, pb.TASK_EMBED, pb.TASK_RERANK]


async def test_health_reflection_and_the_token(start: Start) -> None:
    worker = await start(ECHO, server={"token": "s3cret"})
    async with channel_to(worker) as channel:
        health = health_pb2_grpc.HealthStub(channel)
        answer = await health.Check(health_pb2.HealthCheckRequest(service="worker.v1.ModelWorker"))
        assert answer.status == health_pb2.HealthCheckResponse.SERVING
        stub = pb_grpc.ModelWorkerStub(channel)  # type: ignore[no-untyped-call]
        for metadata in ((), (("authorization", "Bearer wrong"),)):
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                [event async for event in stub.Generate(chat(), metadata=metadata)]
            assert raised.value.code() is grpc.StatusCode.UNAUTHENTICATED
        granted = (("authorization", "Bearer s3cret"),)
        assert len((await stub.ListModels(pb.ListModelsRequest(), metadata=granted)).models) == 1
        reflection = reflection_pb2_grpc.ServerReflectionStub(channel)
        asked = reflection.ServerReflectionInfo(
            iter([reflection_pb2.ServerReflectionRequest(list_services="")]), metadata=granted
        )
        services = [each.name async for answer in asked for each in answer.list_services_response.service]
        assert "worker.v1.ModelWorker" in services


async def test_the_request_id_goes_out_at_the_start(stub: Any) -> None:
    call = stub.Generate(chat(), metadata=(("x-request-id", "abc-1"),))
    assert dict(await call.initial_metadata())["x-request-id"] == "abc-1"
    assert [event async for event in call]


async def test_five_hundred_calls_can_wait_on_one_connection(start: Start) -> None:
    worker = await start({**ECHO, "slots": 500, "options": {"delay": 3600}})
    slots = worker.library.get("echo").slots
    async with channel_to(worker) as channel:
        stub = pb_grpc.ModelWorkerStub(channel)  # type: ignore[no-untyped-call]
        calls = [stub.Generate(chat()) for _ in range(500)]
        await asyncio.gather(*(call.initial_metadata() for call in calls))
        await until(lambda: slots.busy == 500)
        for call in calls:
            call.cancel()
        await until(lambda: slots.busy == 0)


def test_the_generated_code_is_that_of_the_proto() -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "set")
        include = str(files("grpc_tools") / "_proto")
        asked = ["", f"-I{PROTO}", f"-I{include}", f"--descriptor_set_out={out}", "worker/v1/model_worker.proto"]
        assert protoc.main(asked) == 0
        compiled = descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes()).file[0]
    generated = descriptor_pb2.FileDescriptorProto()
    pb.DESCRIPTOR.CopyToProto(generated)
    for each in (compiled, generated):
        strip_json_names(each.message_type)
    assert generated == compiled


def strip_json_names(messages: Any) -> None:
    for message in messages:
        strip_json_names(message.nested_type)
        for field in message.field:
            field.ClearField("json_name")
