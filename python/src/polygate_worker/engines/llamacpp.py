"""llama.cpp through the `xllamacpp` package: any GGUF file, on the CPU or a GPU."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

from polygate_worker.calls import Generation
from polygate_worker.engines.backend import Address
from polygate_worker.engines.served import Launch, ServedEngine
from polygate_worker.errors import ErrorKind, WorkerError

# How long OpenMP's threads spin before they sleep. Its default is for a machine of one's own: as soon as
# anything else wants a core, threads that spin for one that was put aside cost a factor of 5 to 10.
SPIN = {"GOMP_SPINCOUNT": "1000"}


class LlamaCpp(ServedEngine):
    """Runs llama.cpp's own server in a child process and reaches it by a Unix socket that only we can open."""

    _takes_tools = True

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

    async def start(self) -> None:
        """Load it, then ask what its chat template can express."""
        await super().start()
        properties = await self.get("/props")
        if isinstance(properties, dict):
            self._takes_tools = (properties.get("chat_template_caps") or {}).get("supports_tools", True)

    def explain(self, lines: str) -> str | None:
        """A template that llama.cpp cannot use is named with what it says of it."""
        if "chat template parsing error" not in lines:
            return None
        words = [line.removeprefix("Error: ") for line in lines.splitlines() if line.startswith("Error: ")]
        said = f": {words[-1][:200]}" if words else ""
        return f"its chat template cannot be used{said}"

    def prepare(self, call: Generation) -> Generation:
        """Tools that the template would drop without a word are refused."""
        if call.tools and call.tool_choice != "none" and not self._takes_tools:
            raise WorkerError(
                ErrorKind.UNSUPPORTED,
                f"model '{self._spec.name}' takes no tools: its chat template does not use them",
                param="tools",
            )
        # Progress is said between the batches of a prompt: only what it sends shows llama.cpp that nobody listens.
        return super().prepare(replace(call, extras={**call.extras, "return_progress": True}))

    async def busy_slots(self) -> int | None:
        """Slots that llama.cpp itself says are processing."""
        slots = await self.get("/slots")
        if not isinstance(slots, list):
            return None
        return sum(1 for slot in slots if slot.get("is_processing"))


def _environment() -> dict[str, str]:
    return {name: value for name, value in SPIN.items() if name not in os.environ}
