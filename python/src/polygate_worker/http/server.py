"""Starts and stops the HTTP port."""

from __future__ import annotations

import asyncio
import ssl
import time

from aiohttp import web

from polygate_worker.calls import Json
from polygate_worker.config import Server
from polygate_worker.errors import ErrorKind, WorkerError
from polygate_worker.http.connection import Connection
from polygate_worker.http.door import READ_TIMEOUT, errors, keys
from polygate_worker.http.generation import GenerationRoutes
from polygate_worker.http.vectors import VectorRoutes
from polygate_worker.metrics import Metrics
from polygate_worker.served_model import ServedModel
from polygate_worker.service import Service

KEEP_ALIVE = 75.0  # seconds without a request, or with half of its headers
BACKLOG = 1024


class HttpServer:
    """`/v1/...` for models, `/health`, `/ready` and `/metrics` for operators."""

    def __init__(self, server: Server, service: Service, metrics: Metrics, tls: ssl.SSLContext | None) -> None:
        self._server = server
        self._service = service
        self._metrics = metrics
        self._tls = tls
        self._began = int(time.time())
        self._runner: web.AppRunner | None = None
        self._listener: asyncio.Server | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen; a handler whose client has gone away is cancelled."""
        config = self._server
        app = web.Application(client_max_size=config.max_body, middlewares=[errors, keys(config.token)])
        app[READ_TIMEOUT] = config.read_timeout
        self._add_routes(app)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1)
        await self._runner.setup()
        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(
            lambda: self._connection(loop), config.host, config.http_port, ssl=self._tls, backlog=BACKLOG
        )
        self.port = int(self._listener.sockets[0].getsockname()[1])

    def _connection(self, loop: asyncio.AbstractEventLoop) -> Connection:
        assert self._runner is not None and self._runner.server is not None
        server = self._runner.server
        return Connection(server, loop=loop, access_log=None, keepalive_timeout=KEEP_ALIVE)  # type: ignore[arg-type]

    async def stop(self) -> None:
        """Close the port and what is still open."""
        if self._listener:
            self._listener.close()
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
