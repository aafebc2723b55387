"""Starts and stops the gRPC port: the service, health and reflection, with TLS, mTLS and a token as set."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from polygate_worker.config import Server, Tls
from polygate_worker.rpc.servicer import ModelWorker
from polygate_worker.service import Service
from polygate_worker.v1 import model_worker_pb2 as pb
from polygate_worker.v1 import model_worker_pb2_grpc as pb_grpc

SERVICE = pb.DESCRIPTOR.services_by_name["ModelWorker"].full_name
MOST_STREAMS = 4096
SHORTEST_PING_MILLIS = 5000


class GrpcServer:
    """The port of the gateway."""

    def __init__(self, server: Server, service: Service) -> None:
        self._config = server
        self._health = health.aio.HealthServicer()
        self._server = grpc.aio.server(interceptors=[TokenCheck(server.token)], options=_options(server))
        pb_grpc.add_ModelWorkerServicer_to_server(ModelWorker(service), self._server)  # type: ignore[no-untyped-call]
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        reflection.enable_server_reflection((SERVICE, health.SERVICE_NAME, reflection.SERVICE_NAME), self._server)
        self.port = 0

    async def start(self) -> None:
        """Listen; a port that is taken is an `OSError`."""
        address = f"{_bracketed(self._config.host)}:{self._config.grpc_port}"
        try:
            if self._config.tls.cert:
                self.port = self._server.add_secure_port(address, _credentials(self._config.tls))
            else:
                self.port = self._server.add_insecure_port(address)
        except RuntimeError as error:
            raise OSError(f"cannot listen on {address}") from error
        await self._health.set(SERVICE, health_pb2.HealthCheckResponse.SERVING)
        await self._server.start()

    async def drain(self) -> None:
        """Tell health checks that no new calls are wanted."""
        await self._health.enter_graceful_shutdown()

    async def stop(self) -> None:
        """Close the port."""
        await self._server.stop(1)


class TokenCheck(grpc.aio.ServerInterceptor):
    """Asks for the shared token on everything but health."""

    def __init__(self, token: str) -> None:
        self._expected = token.encode()

    async def intercept_service(
        self, continuation: Callable[[Any], Awaitable[Any]], details: grpc.HandlerCallDetails
    ) -> Any:
        """The method's own handler, or one of the same kind that refuses."""
        handler = await continuation(details)
        if not self._expected or handler is None or details.method.startswith(f"/{health.SERVICE_NAME}/"):
            return handler
        given = str(dict(details.invocation_metadata or ()).get("authorization", ""))
        given = given[7:] if given[:7].lower() == "bearer " else ""
        if hmac.compare_digest(given.encode(), self._expected):
            return handler
        return _refusing(handler)


def _refusing(handler: Any) -> Any:
    trailers = (("polygate-error-code", "invalid_api_key"),)

    async def refuse(_: Any, context: Any) -> None:
        await context.abort(grpc.StatusCode.UNAUTHENTICATED, "the token is missing or wrong", trailers)

    kinds = {
        (False, False): grpc.unary_unary_rpc_method_handler,
        (False, True): grpc.unary_stream_rpc_method_handler,
        (True, False): grpc.stream_unary_rpc_method_handler,
        (True, True): grpc.stream_stream_rpc_method_handler,
    }
    return kinds[handler.request_streaming, handler.response_streaming](refuse)


def _options(server: Server) -> list[tuple[str, int]]:
    return [
        ("grpc.so_reuseport", 0),
        ("grpc.max_receive_message_length", server.max_body),
        ("grpc.max_concurrent_streams", MOST_STREAMS),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", SHORTEST_PING_MILLIS),
        ("grpc.http2.min_recv_ping_interval_without_data_ms", SHORTEST_PING_MILLIS),
        ("grpc.keepalive_time_ms", 30_000),
        ("grpc.keepalive_timeout_ms", 10_000),
    ]


def _credentials(tls: Tls) -> grpc.ServerCredentials:
    pair = (Path(tls.key).expanduser().read_bytes(), Path(tls.cert).expanduser().read_bytes())
    ca = Path(tls.client_ca).expanduser().read_bytes() if tls.client_ca else None
    return grpc.ssl_server_credentials([pair], root_certificates=ca, require_client_auth=ca is not None)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
