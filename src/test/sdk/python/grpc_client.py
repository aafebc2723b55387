"""Calls a gateway by gRPC as a stranger does: everything it knows it learnt by reflection. One JSON line per case."""

import json
import os
import sys
import time

import grpc
from google.protobuf import descriptor_pool, json_format
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

TARGET = os.environ["POLYGATE_GRPC"]
MODEL = os.environ.get("POLYGATE_MODEL", "mock-model")
KEY = (("authorization", "Bearer sk-test"),)
TIMEOUT = 20


class Details(grpc.ClientCallDetails):
    pass


def _replace(self, metadata):
    details = Details()
    details.method, details.timeout, details.metadata = self.method, self.timeout, metadata
    details.credentials, details.wait_for_ready, details.compression = self.credentials, None, self.compression
    return details


class KeyInterceptor(grpc.StreamStreamClientInterceptor):
    def intercept_stream_stream(self, continuation, details, requests):
        return continuation(_replace(details, list(details.metadata or []) + list(KEY)), requests)


channel = grpc.insecure_channel(TARGET)
pool = descriptor_pool.DescriptorPool(ProtoReflectionDescriptorDatabase(grpc.intercept_channel(channel, KeyInterceptor())))


def message(name):
    return GetMessageClass(pool.FindMessageTypeByName(name))


def stub(over, name, kind="unary_unary"):
    service, method = name.rsplit("/", 1)
    found = pool.FindServiceByName(service).FindMethodByName(method)
    return getattr(over, kind)(
        "/" + name,
        request_serializer=lambda m: m.SerializeToString(),
        response_deserializer=GetMessageClass(found.output_type).FromString,
    )


def chat_request(text="hello there", **more):
    body = {"model": MODEL, "messages": [{"role": "ROLE_USER", "content": [{"text": text}]}], **more}
    return json_format.ParseDict(body, message("polygate.v1.ChatRequest")())


def plain(m):
    return json_format.MessageToDict(m, preserving_proto_field_name=True)


def failure(call):
    try:
        call()
        return {"code": "OK"}
    except grpc.RpcError as e:
        seen = {"code": e.code().name, "details": e.details(), "reason": None}
        for key, value in e.trailing_metadata() or ():
            if key == "grpc-status-details-bin":
                status = status_pb2.Status.FromString(value)
                seen["same"] = status.code == e.code().value[0] and status.message == e.details()
                for detail in status.details:
                    info = error_details_pb2.ErrorInfo()
                    if detail.Unpack(info):
                        seen["reason"], seen["domain"] = info.reason, info.domain
                    retry = error_details_pb2.RetryInfo()
                    if detail.Unpack(retry):
                        seen["retry"] = retry.retry_delay.seconds
                    bad = error_details_pb2.BadRequest()
                    if detail.Unpack(bad):
                        seen["field"] = bad.field_violations[0].field
        return seen


def collect(events):
    seen = {"text": "", "events": 0, "usage": None, "finish": None, "calls": []}
    for event in events:
        seen["events"] += 1
        seen["text"] += event.text_delta
        if event.HasField("tool_call"):
            seen["calls"].append(plain(event.tool_call))
        if event.HasField("finished"):
            told = plain(event.finished)
            seen["usage"], seen["finish"] = told["usage"], told["finish_reason"]
    return seen


def services():
    names = sorted(s for s in ProtoReflectionDescriptorDatabase(
        grpc.intercept_channel(channel, KeyInterceptor())).get_services())
    return {"names": names}


def complete(over=channel, **more):
    answer, call = stub(over, "polygate.v1.ChatService/Complete").with_call(
        chat_request(), metadata=KEY, timeout=TIMEOUT, **more)
    told = plain(answer)
    heads = dict(call.initial_metadata())
    return {
        "text": "".join(c.get("text", "") for c in told["message"]["content"]),
        "role": told["message"]["role"],
        "finish": told["finish_reason"],
        "usage": told["usage"],
        "provider": heads.get("x-polygate-provider"),
        "id": heads.get("x-request-id"),
    }


def stream():
    return collect(stub(channel, "polygate.v1.ChatService/Stream", "unary_stream")(
        chat_request(), metadata=(("x-api-key", "sk-test"),), timeout=TIMEOUT))


def converse():
    answers = stub(channel, "polygate.v1.ChatService/Converse", "stream_stream")(
        iter([chat_request("one"), chat_request("two")]), metadata=KEY, timeout=TIMEOUT)
    turns, text = [], ""
    for event in answers:
        text += event.text_delta
        if event.HasField("finished"):
            turns.append(text)
            text = ""
    return {"turns": turns}


def compressed():
    packed = grpc.insecure_channel(TARGET, compression=grpc.Compression.Gzip)
    with packed:
        return complete(packed)


def models():
    answer = stub(channel, "polygate.v1.ModelService/ListModels")(
        message("polygate.v1.ListModelsRequest")(), metadata=KEY, timeout=TIMEOUT)
    return {"models": [m.name for m in answer.models]}


def embed():
    request = message("polygate.v1.EmbedRequest")(model=MODEL, inputs=["a", "b"])
    answer = stub(channel, "polygate.v1.EmbeddingService/Embed")(request, metadata=KEY, timeout=TIMEOUT)
    return {"count": len(answer.embeddings), "length": len(answer.embeddings[0].values)}


def health():
    asked = health_pb2_grpc.HealthStub(channel)
    watch = asked.Watch(health_pb2.HealthCheckRequest(service="polygate.v1.ChatService"), timeout=TIMEOUT)
    first = next(watch).status
    watch.cancel()
    return {
        "check": asked.Check(health_pb2.HealthCheckRequest(), timeout=TIMEOUT).status,
        "watch": first,
        "unknown": failure(lambda: asked.Check(health_pb2.HealthCheckRequest(service="no"), timeout=TIMEOUT))["code"],
    }


def no_key():
    call = stub(channel, "polygate.v1.ChatService/Complete")
    return failure(lambda: call(chat_request(), timeout=TIMEOUT))


def bad_field():
    call = stub(channel, "polygate.v1.ChatService/Complete")
    return failure(lambda: call(chat_request(max_tokens=-1), metadata=KEY, timeout=TIMEOUT))


def unknown_model():
    call = stub(channel, "polygate.v1.ChatService/Stream", "unary_stream")
    request = chat_request()
    request.model = "no-such"
    return failure(lambda: list(call(request, metadata=KEY, timeout=TIMEOUT)))


def unknown_method():
    call = channel.unary_unary("/polygate.v1.ChatService/Nothing")
    return failure(lambda: call(b"", metadata=KEY, timeout=TIMEOUT))


def too_large():
    call = stub(grpc.insecure_channel(TARGET), "polygate.v1.ChatService/Complete")
    return failure(lambda: call(chat_request("x" * 2_000_000), metadata=KEY, timeout=TIMEOUT))


def pings():
    hasty = grpc.insecure_channel(TARGET, options=[
        ("grpc.keepalive_time_ms", 100), ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0), ("grpc.http2.min_time_between_pings_ms", 50)])
    asked = health_pb2_grpc.HealthStub(hasty)
    try:
        watch = asked.Watch(health_pb2.HealthCheckRequest(), timeout=5)
        for _ in watch:
            pass
        return {"code": "OK"}
    except grpc.RpcError as e:
        return {"code": e.code().name, "details": e.details()}


CASES = [services, complete, stream, converse, compressed, models, embed, health, no_key, bad_field, unknown_model,
         unknown_method, too_large, pings]

for case in CASES:
    if len(sys.argv) > 1 and case.__name__ not in sys.argv[1:]:
        continue
    print(json.dumps({"case": case.__name__, "result": case()}), flush=True)
