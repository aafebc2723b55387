"""Hugging Face Transformers, on the CPU or one GPU: for models that no faster engine knows."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from polygate_worker.engines.backend import Address
from polygate_worker.engines.served import Launch, ServedEngine


class Transformers(ServedEngine):
    """Runs in a child process, where a long computation cannot hold up the worker's own loop.

    Options: `device` (`cpu`, `cuda`, ...), `dtype` (`auto`, `bfloat16`, ...), `trust_remote_code` (false).
    """

    def launch(self, folder: Path) -> Launch:
        """Our small server around `generate`, with all it needs to know as one JSON argument."""
        spec = self._spec
        socket = str(folder / "s.sock")
        settings = {
            "model": str(spec.path),
            "tokenizer": str(spec.tokenizer or spec.path),
            "socket": socket,
            "context": spec.context,
            "slots": spec.slots,
            "tasks": list(spec.tasks),
            "template": spec.template,
            "threads": spec.threads,
            **spec.options,
        }
        python = spec.command or (sys.executable,)
        command = [*python, "-m", "polygate_worker.engines.transformers_server", json.dumps(settings)]
        return Launch(command, Address("http://engine", socket=socket), {})
