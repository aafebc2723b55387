"""Inference engines behind one protocol (`base.Engine`); each is imported only when a model asks for it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from polygate_worker.errors import ErrorKind, WorkerError

if TYPE_CHECKING:
    from polygate_worker.engines.base import Engine, ModelSpec

# name: (module, class, the package it needs, what it can do)
ENGINES: dict[str, tuple[str, str, str | None, tuple[str, ...]]] = {
    "llamacpp": ("llamacpp", "LlamaCpp", "xllamacpp", ("generate", "embed", "rerank")),
    "vllm": ("vllm", "Vllm", "vllm", ("generate", "embed", "rerank")),
    "sglang": ("sglang", "SgLang", "sglang", ("generate", "embed", "rerank")),
    "transformers": ("transformers", "Transformers", "transformers", ("generate", "embed")),
    "onnx": ("onnx", "Onnx", "onnxruntime", ("embed", "rerank")),
    "echo": ("echo", "Echo", None, ("generate", "embed", "rerank")),
}


def make_engine(spec: ModelSpec) -> Engine:
    """The engine of a model, not yet started; one whose package is missing is `UNAVAILABLE`."""
    module, name, package, _ = ENGINES[spec.engine]
    brings_its_own = bool(spec.command)
    if package and not brings_its_own and find_spec(package) is None:
        raise WorkerError(
            ErrorKind.UNAVAILABLE,
            f"model '{spec.name}' needs the engine '{spec.engine}': pip install 'polygate-worker[{spec.engine}]'",
        )
    engine: Engine = getattr(import_module(f"polygate_worker.engines.{module}"), name)(spec)
    return engine
