"""`worker.v1.ModelWorker`: each method opens a call, asks the service, and speaks its events or its error."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any, NoReturn

import grpc

from polygate_worker.call import Call
from polygate_worker.errors import ErrorKind, WorkerError, as_worker_error, invalid
from polygate_worker.requests import embedding, reranking
from polygate_worker.rpc.decode import generation
from polygate_worker.rpc.encode import event_message, model_message, scores_message, vectors_message
from polygate_worker.service import Service
from polygate_worker.trace import continued, request_id
from polygate_worker.v1 import model_worker_pb2 as pb
from polygate_worker.v1 import model_worker_pb2_grpc as pb_grpc

ANY_NUMBER = 2**31
LONGEST_DETAILS = 700  # percent-encoded it must fit into the 8 KiB of trailing metadata


class ModelWorker(pb_grpc.ModelWorkerServicer):
    """The service behind the gRPC port."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def Generate(self, request: pb.GenerateRequest, context: Any) -> AsyncIterator[pb.GenerateResponse]:  # noqa: N802
        """Stream an answer; gRPC cancels this task when the caller leaves or its deadline is over."""
        try:
            call = await _begun("generate", request.model, context)
            wanted = generation(request, self._service.limits.max_tokens)
            with self._service.ledger.open(call):
                async with contextlib.aclosing(self._service.generate(call, wanted)) as events:
                    async for event in events:
                        yield event_message(event)
        except Exception as error:
            await _abort(context, error)

    async def Embed(self, request: pb.EmbedRequest, context: Any) -> pb.EmbedResponse:  # noqa: N802
        """Turn texts into vectors."""
        try:
            call = await _begun("embeddings", request.model, context)
            body: dict[str, Any] = {"input": list(request.inputs)}
            if request.HasField("dimensions"):
                body["dimensions"] = request.dimensions
            wanted = embedding(body, self._service.limits.max_inputs)
            with self._service.ledger.open(call):
                return vectors_message(await self._service.embed(call, wanted))
        except Exception as error:
            await _abort(context, error)

    async def Rerank(self, request: pb.RerankRequest, context: Any) -> pb.RerankResponse:  # noqa: N802
        """Score documents."""
        try:
            call = await _begun("rerank", request.model, context)
            body = {"query": request.query, "documents": list(request.documents)}
            wanted = reranking(body, self._service.limits.max_inputs)
            top = request.top_n if request.HasField("top_n") else ANY_NUMBER
            if top < 1:
                raise invalid("top_n", top, ">= 1")
            with self._service.ledger.open(call):
                return scores_message(await self._service.rerank(call, wanted), top)
        except Exception as error:
            await _abort(context, error)

    async def ListModels(self, request: pb.ListModelsRequest, context: Any) -> pb.ListModelsResponse:  # noqa: N802
        """List the models."""
        library = self._service.library
        return pb.ListModelsResponse(models=[model_message(model, library.budget) for model in library.all()])


async def _begun(operation: str, model: str, context: Any) -> Call:
    """The record of a call; its id goes out at once, so that a caller knows that it was taken up."""
    metadata = {key: value for key, value in context.invocation_metadata() or () if isinstance(value, str)}
    call = Call(
        "grpc", operation, model, request_id(metadata.get("x-request-id")), continued(metadata.get("traceparent"))
    )
    await context.send_initial_metadata((("x-request-id", call.request_id),))
    if not model:
        raise WorkerError(ErrorKind.INVALID_REQUEST, "model: missing (expected: a model's name)", param="model")
    return call


async def _abort(context: Any, error: Exception) -> NoReturn:
    """End the call with the error's status; anything unexpected is logged and named without detail."""
    if isinstance(error, grpc.aio.AbortError):
        raise error
    error = as_worker_error(error)
    wire = error.kind.value
    trailers = [("polygate-error-code", wire.code)]
    if error.param:
        trailers.append(("polygate-error-param", error.param))
    if error.retry_after is not None:
        trailers.append(("retry-after-ms", str(round(error.retry_after * 1000))))
    await context.abort(wire.grpc, error.message[:LONGEST_DETAILS], tuple(trailers))
    raise AssertionError("abort always raises")
