"""The one error of the worker, and what each kind of it is called on the wire."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import Enum

import grpc

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WireError:
    """How a kind of error is spoken: HTTP status, OpenAI `type` and `code`, gRPC status."""

    status: int
    type: str
    code: str
    grpc: grpc.StatusCode


class ErrorKind(Enum):
    """What went wrong, independent of the protocol that reports it."""

    INVALID_REQUEST = WireError(400, "invalid_request_error", "invalid_request", grpc.StatusCode.INVALID_ARGUMENT)
    CONTEXT_LENGTH = WireError(
        400, "invalid_request_error", "context_length_exceeded", grpc.StatusCode.INVALID_ARGUMENT
    )
    UNSUPPORTED = WireError(400, "invalid_request_error", "unsupported_operation", grpc.StatusCode.FAILED_PRECONDITION)
    UNAUTHENTICATED = WireError(401, "authentication_error", "invalid_api_key", grpc.StatusCode.UNAUTHENTICATED)
    MODEL_NOT_FOUND = WireError(404, "invalid_request_error", "model_not_found", grpc.StatusCode.NOT_FOUND)
    NOT_FOUND = WireError(404, "invalid_request_error", "not_found", grpc.StatusCode.UNIMPLEMENTED)
    METHOD_NOT_ALLOWED = WireError(405, "invalid_request_error", "method_not_allowed", grpc.StatusCode.UNIMPLEMENTED)
    TOO_SLOW = WireError(408, "invalid_request_error", "request_timeout", grpc.StatusCode.DEADLINE_EXCEEDED)
    HEADERS_TOO_LARGE = WireError(431, "invalid_request_error", "headers_too_large", grpc.StatusCode.RESOURCE_EXHAUSTED)
    TOO_LARGE = WireError(413, "invalid_request_error", "request_too_large", grpc.StatusCode.RESOURCE_EXHAUSTED)
    QUEUE_FULL = WireError(503, "overloaded_error", "queue_full", grpc.StatusCode.RESOURCE_EXHAUSTED)
    QUEUE_TIMEOUT = WireError(503, "overloaded_error", "queue_timeout", grpc.StatusCode.RESOURCE_EXHAUSTED)
    NO_MEMORY = WireError(503, "overloaded_error", "out_of_memory", grpc.StatusCode.RESOURCE_EXHAUSTED)
    UNAVAILABLE = WireError(503, "overloaded_error", "model_unavailable", grpc.StatusCode.UNAVAILABLE)
    DRAINING = WireError(503, "overloaded_error", "worker_draining", grpc.StatusCode.UNAVAILABLE)
    TIMEOUT = WireError(504, "timeout_error", "timeout", grpc.StatusCode.DEADLINE_EXCEEDED)
    ENGINE_DIED = WireError(502, "api_error", "engine_died", grpc.StatusCode.UNAVAILABLE)
    ENGINE_FAILED = WireError(502, "api_error", "engine_failed", grpc.StatusCode.INTERNAL)
    INTERNAL = WireError(500, "api_error", "internal_error", grpc.StatusCode.INTERNAL)


class WorkerError(Exception):
    """An expected failure: `message` says what was wrong and what is allowed, and is safe to show."""

    def __init__(
        self, kind: ErrorKind, message: str, *, param: str | None = None, retry_after: float | None = None
    ) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.param = param
        self.retry_after = retry_after


def invalid(param: str, value: object, expected: str) -> WorkerError:
    """A field that cannot be used, in the form "max_tokens: -1 (expected: >= 1)"."""
    shown = repr(value) if isinstance(value, str) else str(value)
    if len(shown) > 80:
        shown = shown[:77] + "..."
    return WorkerError(ErrorKind.INVALID_REQUEST, f"{param}: {shown} (expected: {expected})", param=param)


def as_worker_error(error: Exception) -> WorkerError:
    """An expected failure as it is; anything else is logged and named without detail."""
    if isinstance(error, WorkerError):
        return error
    log.error("unexpected failure", exc_info=error)
    return WorkerError(ErrorKind.INTERNAL, "an unexpected failure of the worker")
