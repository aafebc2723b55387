"""Clients that send what is no request, or send it slowly; each gets a clear error, and the worker serves on."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from conftest import ECHO, Start

from polygate_worker.app import Worker

GOOD = b'{"model":"echo","messages":[{"role":"user","content":"one"}]}'


def post(body: bytes, *headers: bytes, length: int | None = None) -> bytes:
    size = str(len(body) if length is None else length).encode()
    lines = (b"POST /v1/chat/completions HTTP/1.1", b"Host: x", b"Content-Length: " + size, *headers)
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


async def said(worker: Worker, sent: bytes) -> tuple[int, dict[str, Any]]:
    """The status and the error of what comes back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", worker.http.port)
    writer.write(sent)
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 20)
    length = next(int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
    body = json.loads(await reader.readexactly(length))
    writer.close()
    return int(head.split()[1]), body.get("error", {})


JSON = b"Content-Type: application/json"
HOSTILE = {
    "malformed": (post(b'{"a":', JSON), 400, "the body is not JSON"),
    "empty": (post(b"", JSON), 400, "the body is not JSON"),
    "no object": (post(b"[]", JSON), 400, "expected: a JSON object"),
    "bad UTF-8": (post(GOOD.replace(b"one", b"\xff"), JSON), 400, "cannot be read|can be read"),
    "half a surrogate": (post(GOOD.replace(b"one", b"\\ud800"), JSON), 400, "can be read"),
    "deep": (post(b"[" * 100_000, JSON), 400, "can be read"),
    "another type": (post(GOOD, b"Content-Type: text/plain"), 400, "text/plain .expected: application/json"),
    "false encoding": (post(GOOD, JSON, b"Content-Encoding: gzip"), 400, "not encoded as its headers say"),
    "too large": (post(b"", JSON, length=100_000_000), 413, "allowed: 1048576 bytes"),
    "chunks too large": (
        post(b"", JSON).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
        + b"F4240\r\n" + b"x" * 1_000_000 + b"\r\nF4240\r\n" + b"x" * 1_000_000 + b"\r\n",
        413,
        "allowed: 1048576 bytes",
    ),
    "huge header": (post(GOOD, JSON, b"X-Big: " + b"a" * 20_000), 431, "allowed: 8190 bytes"),
    "many headers": (post(GOOD, JSON, *(b"X-%d: a" % i for i in range(3000))), 400, "expected: HTTP/1.1"),
    "two lengths": (post(GOOD, JSON, b"Transfer-Encoding: chunked"), 400, "expected: HTTP/1.1"),
    "no HTTP": (b"BLARG\r\n\r\n", 400, "expected: HTTP/1.1"),
    "TLS": (b"\x16\x03\x01\x02\x00\x01", 400, "expected: HTTP/1.1"),
    "slow": (post(b"{", JSON, length=50), 408, "read-timeout"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
async def test_what_is_no_request_gets_a_clear_error(start: Start, case: str, caplog: pytest.LogCaptureFixture) -> None:
    worker = await start(ECHO, server={"max-body": "1MiB", "read-timeout": "300ms"})
    sent, status, words = HOSTILE[case]
    got, error = await said(worker, sent)
    assert got == status
    assert any(word in error["message"].replace("(", ".") for word in words.split("|"))
    assert set(error) == {"message", "type", "param", "code"}
    assert await said(worker, post(GOOD, JSON)) == (200, {})
