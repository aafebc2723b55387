"""The command `polygate-worker`."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Sequence
from importlib.resources import as_file, files
from pathlib import Path

from polygate_worker import __version__
from polygate_worker.config import Config, ConfigError, load

USAGE = """usage: polygate-worker [--config FILE] [--check] [--section.key=value ...]

  --config FILE            a YAML file; without it a small language model and a small embedding model are served
  --check                  only check the configuration
  --section.key=value      set one key, like --server.http-port=5010 (environment: POLYGATE_WORKER_SERVER_HTTP_PORT)
  --version, --help
"""


class BadUsage(Exception):
    """The command line is not one that we know."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; 0 then, 2 for a command line or configuration that cannot be used."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if "--help" in given or "-h" in given:
        sys.stdout.write(USAGE)
        return 0
    if "--version" in given:
        sys.stdout.write(f"polygate-worker {__version__}\n")
        return 0
    try:
        file, check, flags = _parse(given)
        config = _read(file, flags)
        return _checked() if check else asyncio.run(_run(config))
    except BadUsage as error:
        sys.stderr.write(f"polygate-worker: {error}\n\n{USAGE}")
    except ConfigError as error:
        sys.stderr.write("".join(f"{problem}\n" for problem in error.problems))
    except OSError as error:
        sys.stderr.write(f"polygate-worker: {error.strerror or error}\n")
        return 1
    return 2


def _parse(given: list[str]) -> tuple[Path | None, bool, dict[str, str]]:
    file: Path | None = None
    check = False
    flags: dict[str, str] = {}
    rest = iter(given)
    for argument in rest:
        name, equals, value = argument.partition("=")
        if name == "--config":
            value = value if equals else next(rest, "")
            if not value:
                raise BadUsage("--config needs a file")
            file = Path(value)
        elif argument == "--check":
            check = True
        elif name.startswith("--") and "." in name and equals:
            flags[name[2:]] = value
        else:
            raise BadUsage(f"unknown argument {argument!r}")
    return file, check, flags


def _read(file: Path | None, flags: dict[str, str]) -> Config:
    if file is not None:
        return load(file, flags)
    with as_file(files("polygate_worker") / "defaults.yaml") as shipped:
        return load(shipped, flags)


def _checked() -> int:
    sys.stdout.write("the configuration is good\n")
    return 0


async def _run(config: Config) -> int:
    from polygate_worker import logs
    from polygate_worker.app import Worker
    from polygate_worker.banner import greet

    logs.set_up(config.log)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    worker = Worker(config)
    try:
        await worker.start()
        await greet(worker, stopped)
        await stopped.wait()
    finally:
        await worker.stop()
    return 0
