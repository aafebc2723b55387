"""`POST /v1/embeddings` and `POST /v1/rerank`."""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence

from aiohttp import web

from polygate_worker.calls import Json
from polygate_worker.fields import Fields
from polygate_worker.http.door import body_of, call_of
from polygate_worker.requests import embedding, reranking
from polygate_worker.service import Service


class VectorRoutes:
    """What is not text."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def embed(self, request: web.Request) -> web.Response:
        """Embeddings, as numbers or as base64 of little-endian 32-bit floats."""
        body = await body_of(request)
        packed = Fields(body).one_of("encoding_format", ("float", "base64")) == "base64"
        wanted = embedding(body, self._service.limits.max_inputs)
        call = call_of(request, "embeddings", body)
        with self._service.ledger.open(call):
            vectors = await self._service.embed(call, wanted)
        data = [
            {"object": "embedding", "index": index, "embedding": _packed(vector) if packed else vector}
            for index, vector in enumerate(vectors.vectors)
        ]
        usage = {"prompt_tokens": vectors.prompt_tokens, "total_tokens": vectors.prompt_tokens}
        answer = {"object": "list", "model": call.model, "data": data, "usage": usage}
        return web.json_response(answer, headers={"x-request-id": call.request_id})

    async def rerank(self, request: web.Request) -> web.Response:
        """Documents by relevance, in the shape that Jina and Cohere made common."""
        body = await body_of(request)
        wanted = reranking(body, self._service.limits.max_inputs)
        fields = Fields(body)
        top = fields.integer("top_n", 1, 1_000_000) or len(wanted.documents)
        with_text = fields.boolean("return_documents") or False
        call = call_of(request, "rerank", body)
        with self._service.ledger.open(call):
            scores = await self._service.rerank(call, wanted)
        order = sorted(range(len(scores.scores)), key=lambda index: -scores.scores[index])[:top]
        results: list[Json] = [{"index": index, "relevance_score": scores.scores[index]} for index in order]
        for result in results if with_text else ():
            result["document"] = {"text": wanted.documents[result["index"]]}
        usage = {"prompt_tokens": scores.prompt_tokens, "total_tokens": scores.prompt_tokens}
        answer = {"object": "list", "model": call.model, "results": results, "usage": usage}
        return web.json_response(answer, headers={"x-request-id": call.request_id})


def _packed(vector: Sequence[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
