"""vLLM: its own OpenAI server as a child process on a Unix socket. `options` become its flags."""

from __future__ import annotations

import sys
from pathlib import Path

from polygate_worker.engines.backend import Address
from polygate_worker.engines.flags import as_flags
from polygate_worker.engines.served import Launch, ServedEngine

SERVER = (sys.executable, "-m", "vllm.entrypoints.openai.api_server")


class Vllm(ServedEngine):
    """`command` names another installation of it, like [/opt/vllm/bin/python, -m, vllm.entrypoints.openai.api_server].

    Arguments: https://docs.vllm.ai/en/latest/cli/serve/
    """

    def launch(self, folder: Path) -> Launch:
        """Context and slots become its own limits; the template is handed over as a file."""
        spec = self._spec
        socket = str(folder / "s.sock")
        command = [*(spec.command or SERVER), "--model", str(spec.path), "--served-model-name", spec.name]
        command += ["--uds", socket, "--max-num-seqs", str(spec.slots)]
        if spec.context:
            command += ["--max-model-len", str(spec.context)]
        if spec.template:
            file = folder / "template.jinja"
            file.write_text(spec.template, encoding="utf-8")
            command += ["--chat-template", str(file)]
        if "generate" in spec.tasks:
            command.append("--enable-prompt-tokens-details")
        else:
            command += ["--runner", "pooling"]
        if spec.tokenizer:
            command += ["--tokenizer", str(spec.tokenizer)]
        return Launch([*command, *as_flags(spec.options)], Address("http://engine", socket=socket), {})
