"""TLS, mTLS and what may be open to the network."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import aiohttp
import grpc
import pytest
import trustme
from conftest import ECHO, Start, configuration

from polygate_worker.config import ConfigError
from polygate_worker.v1 import model_worker_pb2 as pb
from polygate_worker.v1 import model_worker_pb2_grpc as pb_grpc


@pytest.fixture
def authority() -> trustme.CA:
    return trustme.CA()


def files_of(authority: trustme.CA, folder: Path, mutual: bool) -> dict[str, str]:
    folder.mkdir(exist_ok=True)
    pair = authority.issue_cert("localhost", "127.0.0.1")
    pair.cert_chain_pems[0].write_to_path(folder / "cert.pem")
    pair.private_key_pem.write_to_path(folder / "key.pem")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    tls = {"cert": str(folder / "cert.pem"), "key": str(folder / "key.pem")}
    return {**tls, "client-ca": str(folder / "ca.pem")} if mutual else tls


async def models_by_http(port: int, context: ssl.SSLContext) -> int:
    address = f"https://localhost:{port}/v1/models"
    async with aiohttp.ClientSession() as client, client.get(address, ssl=context) as response:
        return response.status


async def models_by_grpc(port: int, credentials: grpc.ChannelCredentials) -> int:
    async with grpc.aio.secure_channel(f"localhost:{port}", credentials) as channel:
        stub: Any = pb_grpc.ModelWorkerStub(channel)  # type: ignore[no-untyped-call]
        return len((await stub.ListModels(pb.ListModelsRequest(), timeout=5)).models)


async def test_both_ports_speak_tls(start: Start, authority: trustme.CA, tmp_path: Path) -> None:
    worker = await start(ECHO, server={"tls": files_of(authority, tmp_path / "tls", mutual=False)})
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    assert await models_by_http(worker.http.port, trusting) == 200
    with pytest.raises(aiohttp.ClientConnectorCertificateError):
        await models_by_http(worker.http.port, ssl.create_default_context())
    assert worker.grpc
    assert await models_by_grpc(worker.grpc.port, grpc.ssl_channel_credentials(authority.cert_pem.bytes())) == 1


async def test_with_a_client_ca_only_its_clients_get_in(start: Start, authority: trustme.CA, tmp_path: Path) -> None:
    worker = await start(ECHO, server={"tls": files_of(authority, tmp_path / "tls", mutual=True)})
    ours = authority.issue_cert("gateway@example.com")
    stranger = trustme.CA().issue_cert("stranger@example.com")
    for cert, welcome in ((ours, True), (stranger, False), (None, False)):
        context = ssl.create_default_context()
        authority.configure_trust(context)
        if cert:
            cert.configure_cert(context)
        credentials = grpc.ssl_channel_credentials(
            authority.cert_pem.bytes(),
            cert.private_key_pem.bytes() if cert else None,
            cert.cert_chain_pems[0].bytes() if cert else None,
        )
        assert worker.grpc
        if welcome:
            assert await models_by_http(worker.http.port, context) == 200
            assert await models_by_grpc(worker.grpc.port, credentials) == 1
        else:
            with pytest.raises((aiohttp.ClientError, ssl.SSLError)):
                await models_by_http(worker.http.port, context)
            with pytest.raises(grpc.aio.AioRpcError):
                await models_by_grpc(worker.grpc.port, credentials)


def test_a_port_open_to_the_network_needs_a_guard(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"'0\.0\.0\.0' is open to the network"):
        configuration(tmp_path, [ECHO], server={"host": "0.0.0.0"})
    assert configuration(tmp_path, [ECHO], server={"host": "0.0.0.0", "token": "x"})
    assert configuration(tmp_path, [ECHO], server={"host": "0.0.0.0", "allow-open": True})


async def test_a_port_that_is_taken_is_an_error(start: Start) -> None:
    worker = await start(ECHO)
    assert worker.grpc
    for taken in ({"grpc-port": worker.grpc.port}, {"http-port": worker.http.port}):
        with pytest.raises(OSError, match=r"cannot listen|address already in use|while attempting to bind"):
            await start(ECHO, server=taken)
