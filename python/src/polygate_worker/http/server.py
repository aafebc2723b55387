"""Starts and stops the HTTP port."""

from __future__ import annotations

import ssl
import time

from aiohttp import web

from polygate_worker.calls import Json
from polygate_worker.config import Server
from polygate_worker.errors import ErrorKind, WorkerError
from polygate_worker.http.door import errors, keys
from polygate_worker.http.generation import GenerationRoutes
from polygate_worker.http.vectors import VectorRoutes
from polygate_worker.metrics import Metrics
from polygate_worker.served_model import ServedModel
from polygate_worker.service import Service

KEEP_ALIVE = 75.0


class HttpServer:
    """`/v1/...` for models, `/health`, `/ready` and `/metrics` for operators."""

    def __init__(self, server: Server, service: Service, metrics: Metrics, tls: ssl.SSLContext | None) -> None:
        self._server = server
        self._service = service
        self._metrics = metrics
        self._tls = tls
        self._began = int(time.time())
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen; a handler whose client has gone away is cancelled."""
        app = web.Application(client_max_size=self._server.max_body, middlewares=[errors, keys(self._server.token)])
        self._add_routes(app)
        self._runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, keepalive_timeout=KEEP_ALIVE, shutdown_timeout=1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, self._server.host, self._server.http_port, ssl_context=self._tls, backlog=1024)
        await site.start()
        self.port = int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """Close the port and what is still open."""
        if self._runner:
            await self._runner.cleanup()

    def _add_routes(self, app: web.Application) -> None:
        generation, vectors = GenerationRoutes(self._service), VectorRoutes(self._service)
        app.router.add_get("/health", self._health)
        app.router.add_get("/ready", self._ready)
        app.router.add_get("/metrics", self._render_metrics)
        app.router.add_post("/v1/chat/completions", generation.chat)
        app.router.add_post("/v1/completions", generation.complete)
        app.router.add_post("/v1/embeddings", vectors.embed)
        app.router.add_post("/v1/rerank", vectors.rerank)
        app.router.add_get("/v1/models", self._models)
        app.router.add_get("/v1/models/{model:.+}", self._model)

    async def _health(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _ready(self, _: web.Request) -> web.Response:
        if self._service.ledger.draining:
            raise WorkerError(ErrorKind.DRAINING, "this worker is stopping")
        if not any(model.available for model in self._service.library.all()):
            raise WorkerError(ErrorKind.UNAVAILABLE, "no model can be used")
        return web.json_response({"status": "ready"})

    async def _render_metrics(self, _: web.Request) -> web.Response:
        text = await self._metrics.render()
        return web.Response(body=text, headers={"content-type": "text/plain; version=0.0.4; charset=utf-8"})

    async def _models(self, _: web.Request) -> web.Response:
        data = [self._described(model) for model in self._service.library.all()]
        return web.json_response({"object": "list", "data": data})

    async def _model(self, request: web.Request) -> web.Response:
        return web.json_response(self._described(self._service.library.get(request.match_info["model"])))

    def _described(self, model: ServedModel) -> Json:
        spec = model.spec
        return {
            "id": spec.name,
            "object": "model",
            "created": self._began,
            "owned_by": "polygate-worker",
            "context_length": model.engine.context() if model.engine else spec.context,
            "tasks": list(spec.tasks),
            "engine": spec.engine,
            "state": model.state,
            "slots": {"total": model.slots.total, "busy": model.slots.busy, "queued": model.slots.queued},
        }
