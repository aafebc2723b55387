"""The HTTP port: routes, the key check, request ids, and one shape for every error."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from typing import Any

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from polygate_worker.call import Call
from polygate_worker.calls import Json
from polygate_worker.errors import ErrorKind, WorkerError, as_worker_error
from polygate_worker.http.answers import error_json
from polygate_worker.trace import continued, request_id

READ_TIMEOUT = web.AppKey("read_timeout", float)
OPEN_PATHS = ("/health", "/ready")
SURROGATE = re.compile(rb"\\u[dD][89abAB]")
REQUEST_ID = web.RequestKey("request_id", str)


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every failure before the first byte of an answer, as an OpenAI error."""
    try:
        return await handler(request)
    except web.HTTPRequestEntityTooLarge:
        limit = request.client_max_size
        return error_response(
            WorkerError(ErrorKind.TOO_LARGE, f"the body is too large (allowed: {limit} bytes)"), request
        )
    except web.HTTPMethodNotAllowed as error:
        text = f"{request.method} is not allowed here (allowed: {', '.join(sorted(error.allowed_methods))})"
        response = error_response(WorkerError(ErrorKind.METHOD_NOT_ALLOWED, text), request)
        response.headers[hdrs.ALLOW] = ", ".join(sorted(error.allowed_methods))
        return response
    except web.HTTPNotFound:
        return error_response(WorkerError(ErrorKind.NOT_FOUND, "there is nothing at this path"), request)
    except web.HTTPException as error:
        return error_response(WorkerError(ErrorKind.INVALID_REQUEST, error.reason), request)
    except ConnectionError:
        raise
    except Exception as error:
        return error_response(as_worker_error(error), request)


def keys(token: str) -> Middleware:
    """Asks for the shared token on everything but the health checks."""
    expected = token.encode()

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if expected and request.path not in OPEN_PATHS:
            given = request.headers.get(hdrs.AUTHORIZATION, "")
            given = given[7:] if given[:7].lower() == "bearer " else request.headers.get("x-api-key", "")
            if not hmac.compare_digest(given.strip().encode(errors="surrogateescape"), expected):
                raise WorkerError(ErrorKind.UNAUTHENTICATED, "the token is missing or wrong")
        return await handler(request)

    return check


def error_response(error: WorkerError, request: web.BaseRequest) -> web.Response:
    """The error with its status; the request id goes out on it too."""
    headers = {"x-request-id": id_of(request)}
    if error.retry_after is not None:
        headers["retry-after"] = str(max(1, round(error.retry_after)))
    return web.json_response(error_json(error), status=error.kind.value.status, headers=headers)


def id_of(request: web.BaseRequest) -> str:
    """The request's id, the same whenever it is asked for."""
    known = request.get(REQUEST_ID)
    if known is None:
        known = request[REQUEST_ID] = request_id(request.headers.get("x-request-id"))
    return known


async def body_of(request: web.Request) -> Json:
    """The JSON object that was sent."""
    if request.content_type not in ("application/json", "application/octet-stream"):
        raise WorkerError(
            ErrorKind.INVALID_REQUEST, f"content-type: {request.content_type} (expected: application/json)"
        )
    text = await _read(request)
    try:
        body: Any = json.loads(text, parse_constant=_refuse)
        if SURROGATE.search(text):  # rare enough to pay for the question whether all of them are in pairs
            json.dumps(body, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise WorkerError(
            ErrorKind.INVALID_REQUEST,
            f"the body is not JSON: {error.msg} (line {error.lineno}, column {error.colno})",
        ) from error
    except (UnicodeError, ValueError, RecursionError) as error:
        raise WorkerError(ErrorKind.INVALID_REQUEST, "the body is not JSON that can be read") from error
    if not isinstance(body, dict):
        raise WorkerError(ErrorKind.INVALID_REQUEST, "the body is not an object (expected: a JSON object)")
    return body


async def _read(request: web.Request) -> bytes:
    """The body, within the limits of its size and of the time that it may take."""
    if (request.content_length or 0) > request.client_max_size:
        raise web.HTTPRequestEntityTooLarge(request.client_max_size, request.content_length or 0)
    longest = request.app[READ_TIMEOUT]
    try:
        return await asyncio.wait_for(request.read(), longest)
    except asyncio.TimeoutError:
        raise WorkerError(ErrorKind.TOO_SLOW, f"the body was not there within {longest:g} s (read-timeout)") from None
    except web.RequestPayloadError as error:
        raise WorkerError(ErrorKind.INVALID_REQUEST, "the body is not encoded as its headers say") from error


def call_of(request: web.Request, operation: str, body: Json) -> Call:
    """The record of a call that begins now."""
    model = body.get("model")
    if not isinstance(model, str) or not model:
        shown = "missing" if model is None else json.dumps(model)[:80]
        raise WorkerError(ErrorKind.INVALID_REQUEST, f"model: {shown} (expected: a model's name)", param="model")
    trace = continued(request.headers.get("traceparent"))
    return Call("http", operation, model, id_of(request), trace)


def _refuse(constant: str) -> None:
    raise ValueError(constant)
