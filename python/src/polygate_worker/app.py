"""A running worker: library, service and ports, from the start to the end of a drain."""

from __future__ import annotations

import asyncio
import logging
import ssl
from pathlib import Path

from polygate_worker.build import build_library
from polygate_worker.call import Ledger
from polygate_worker.config import Config, Tls
from polygate_worker.consul import ConsulRegistration
from polygate_worker.http.server import HttpServer
from polygate_worker.metrics import Metrics
from polygate_worker.rpc.server import GrpcServer
from polygate_worker.service import Service

log = logging.getLogger(__name__)


class Worker:
    """Made from a configuration, then `start`, `stop`."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.library = build_library(config)
        self.metrics = Metrics(self.library)
        self.ledger = Ledger(self.metrics)
        self.service = Service(self.library, self.ledger, config.limits)
        self.http = HttpServer(config.server, self.service, self.metrics, http_tls(config.server.tls))
        self.grpc: GrpcServer | None = None
        self._consul: ConsulRegistration | None = None
        self._preloading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the ports, then load what is to be loaded at once; calls that come first wait for it."""
        self.library.start()
        if self.config.server.http_port >= 0:
            await self.http.start()
        if self.config.server.grpc_port >= 0:
            self.grpc = GrpcServer(self.config.server, self.service)
            await self.grpc.start()
        wanted = [model.name for model in self.config.models if model.preload]
        self._preloading = asyncio.create_task(self.library.preload(wanted))
        if self.config.consul.address:
            ports = {"openai": self.http.port, "worker": self.grpc.port if self.grpc else 0}
            self._consul = ConsulRegistration(self.config.consul, self.library, ports, self.config.server)
            self._consul.start()

    async def loaded(self) -> None:
        """Wait until the models that are loaded at the start are there, or have failed."""
        assert self._preloading is not None
        await self._preloading

    async def stop(self) -> None:
        """Drain within the grace period, close the ports, end the engines."""
        self.ledger.draining = True
        if self._consul:
            consul, self._consul = self._consul, None
            await consul.stop()
        if self.grpc:
            await self.grpc.drain()
        await self.ledger.drain(self.config.server.shutdown_grace)
        if self._preloading:
            self._preloading.cancel()
        if self.grpc:
            await self.grpc.stop()
        await self.http.stop()
        await self.library.close()


def http_tls(tls: Tls) -> ssl.SSLContext | None:
    """TLS for the HTTP port; with a client CA only clients that it has signed get in."""
    if not tls.cert:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(Path(tls.cert).expanduser(), Path(tls.key).expanduser())
    if tls.client_ca:
        context.load_verify_locations(Path(tls.client_ca).expanduser())
        context.verify_mode = ssl.CERT_REQUIRED
    return context
