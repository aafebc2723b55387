"""A connection of the HTTP port, which refuses in OpenAI's shape what is no HTTP."""

from __future__ import annotations

import logging

from aiohttp import web
from aiohttp.http_exceptions import LineTooLong

from polygate_worker.errors import ErrorKind, WorkerError, as_worker_error
from polygate_worker.http.door import error_response

log = logging.getLogger(__name__)


class Connection(web.RequestHandler):
    """What does not even reach the routes ends here; the connection is closed after it."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """A clear error, and no words of the parser's."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun already")
        log.debug("refused what is no request: %s", message)
        response = error_response(_error(status, exc, self.max_field_size), request)
        response.force_close()
        return response


def _error(status: int, exc: BaseException | None, longest: int) -> WorkerError:
    if isinstance(exc, LineTooLong):
        return WorkerError(
            ErrorKind.HEADERS_TOO_LARGE, f"a header or the address is too long (allowed: {longest} bytes)"
        )
    if status < 500 or not isinstance(exc, Exception):
        return WorkerError(ErrorKind.INVALID_REQUEST, "this is no request that can be read (expected: HTTP/1.1)")
    return as_worker_error(exc)
