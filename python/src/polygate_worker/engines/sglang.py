"""SGLang: its own OpenAI server as a child process on a loopback port. `options` become its flags."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from polygate_worker.engines.backend import Address
from polygate_worker.engines.flags import as_flags
from polygate_worker.engines.served import Launch, ServedEngine, free_loopback_port

SERVER = (sys.executable, "-m", "sglang.launch_server")


class SgLang(ServedEngine):
    """`command` names another installation of it, like [/opt/sglang/bin/python, -m, sglang.launch_server].

    It cannot listen on a Unix socket, so it gets a free port and a key that is made for each start.
    Arguments: https://docs.sglang.io/advanced_features/server_arguments.html
    """

    def launch(self, folder: Path) -> Launch:
        """Context and slots become its own limits; the template is handed over as a file."""
        spec = self._spec
        port, key = free_loopback_port(), secrets.token_urlsafe(24)
        settings = folder / "sglang.yaml"  # the key is in a file, as the command line can be read by everybody
        settings.write_text(f"api-key: {key}\n", encoding="utf-8")
        settings.chmod(0o600)
        command = [*(spec.command or SERVER), "--config", str(settings), "--model-path", str(spec.path)]
        command += ["--served-model-name", spec.name, "--host", "127.0.0.1", "--port", str(port)]
        command += ["--max-running-requests", str(spec.slots), "--enable-cache-report"]
        if spec.context:
            command += ["--context-length", str(spec.context)]
        if spec.template:
            file = folder / "template.jinja"
            file.write_text(spec.template, encoding="utf-8")
            command += ["--chat-template", str(file)]
        if "generate" not in spec.tasks:
            command.append("--is-embedding")
        if spec.tokenizer:
            command += ["--tokenizer-path", str(spec.tokenizer)]
        return Launch([*command, *as_flags(spec.options)], Address(f"http://127.0.0.1:{port}", key=key), {})
