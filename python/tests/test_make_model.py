"""The command as `make model` starts it: a real model, real tokens, a real cancel, an orderly end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CACHE

ROOT = Path(__file__).parents[2]


@pytest.fixture
def command(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    ports = ["--server.http-port=0", "--server.grpc-port=0", f"--storage.cache-dir={CACHE}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "polygate_worker", *ports], stdout=subprocess.PIPE, text=True, cwd=tmp_path
    )
    yield process
    process.kill()
    process.wait()


def address_of(process: subprocess.Popen[str]) -> tuple[str, str]:
    assert process.stdout
    said = ""
    for line in process.stdout:
        said += line
        found = re.search(r"http://127\.0\.0\.1:\d+(?=/v1/chat)", line)
        if found:
            return found[0], said
    raise AssertionError(f"the worker ended without an address: {said}")


def test_real_tokens_stream_and_a_cancelled_call_frees_its_slot(command: subprocess.Popen[str]) -> None:
    address, said = address_of(command)
    assert "ai.google.dev/gemma/terms" in said
    check = [sys.executable, str(ROOT / "bin/check-model"), f"--base-url={address}/v1", f"--worker-url={address}"]
    done = subprocess.run(check, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "streamed: 4" in done.stdout
    assert "cancelled: the slot was free" in done.stdout


def test_ends_with_0_on_sigterm_and_leaves_no_engine_behind(command: subprocess.Popen[str]) -> None:
    address_of(command)
    engines = children(command.pid)
    assert engines
    command.send_signal(signal.SIGTERM)
    assert command.wait(timeout=20) == 0
    assert not [pid for pid in engines if is_alive(pid)]


def test_its_engine_ends_when_the_worker_is_killed(command: subprocess.Popen[str]) -> None:
    address_of(command)
    engines = [os.pidfd_open(pid) for pid in children(command.pid)]
    assert engines
    command.kill()
    for engine in engines:
        assert ended_within(engine, 10)


def test_a_configuration_that_is_wrong_ends_with_2_and_every_problem(tmp_path: Path) -> None:
    file = tmp_path / "w.yaml"
    file.write_text("server:\n  http-port: many\n  colour: red\nmodels:\n  - {name: a, engine: magic}\n")
    done = subprocess.run(
        [sys.executable, "-m", "polygate_worker", "--check", "--config", str(file)], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert f"{file}:2: server.http-port: 'many' (expected: a whole number)" in done.stderr
    assert f"{file}:3: server.colour: unknown key" in done.stderr
    assert f"{file}:5: models[0].engine: 'magic' (expected: one of llamacpp" in done.stderr


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def ended_within(pidfd: int, seconds: float) -> bool:
    import select

    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(seconds * 1000))
