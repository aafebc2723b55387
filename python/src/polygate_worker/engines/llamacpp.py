"""llama.cpp through the `xllamacpp` package: any GGUF file, on the CPU or a GPU."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from polygate_worker.engines.backend import Address
from polygate_worker.engines.served import Launch, ServedEngine

# How long OpenMP's threads spin before they sleep. Its default is for a machine of one's own: as soon as
# anything else wants a core, threads that spin for one that was put aside cost a factor of 5 to 10.
SPIN = {"GOMP_SPINCOUNT": "1000"}


class LlamaCpp(ServedEngine):
    """Runs llama.cpp's own server in a child process and reaches it by a Unix socket that only we can open."""

    def launch(self, folder: Path) -> Launch:
        """Our small starter of llama.cpp, with all it needs to know as one JSON argument."""
        spec = self._spec
        socket = str(folder / "s.sock")
        settings = {
            "model": str(spec.path),
            "socket": socket,
            "context": spec.context,
            "slots": spec.slots,
            "tasks": list(spec.tasks),
            "template": spec.template,
            "gpu_layers": spec.gpu_layers,
            "threads": spec.threads,
            **spec.options,
        }
        command = [sys.executable, "-m", "polygate_worker.engines.llamacpp_server", json.dumps(settings)]
        return Launch(command, Address("http://engine", socket=socket), _environment())

    async def busy_slots(self) -> int | None:
        """Slots that llama.cpp itself says are processing."""
        slots = await self.get("/slots")
        if not isinstance(slots, list):
            return None
        return sum(1 for slot in slots if slot.get("is_processing"))


def _environment() -> dict[str, str]:
    return {name: value for name, value in SPIN.items() if name not in os.environ}
