"""Embedding and reranking models in ONNX form, by onnxruntime on the CPU; the tokenizer is a `tokenizer.json`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from polygate_worker.calls import Embedding, Event, Generation, Reranking, Scores, Vectors
from polygate_worker.engines.base import ModelSpec
from polygate_worker.errors import ErrorKind, WorkerError, invalid

BATCH = 16


class Onnx:
    """Runs in threads of this process, one per slot; onnxruntime lets go of the interpreter while it computes.

    Options: `pooling` (`mean`, `cls`), `normalize` (true). Texts over the context are an error, not cut.
    """

    def __init__(self, spec: ModelSpec) -> None:
        self._spec = spec
        self._pooling = str(spec.options.get("pooling", "mean"))
        self._normalize = bool(spec.options.get("normalize", True))
        self._threads = ThreadPoolExecutor(spec.slots, thread_name_prefix="onnx")
        self._died: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._busy = 0
        self._session: Any = None
        self._tokenizer: Any = None

    async def start(self) -> None:
        """Load model and tokenizer; a file that cannot be used is `UNAVAILABLE`."""
        await self._in_thread(self._load)

    async def stop(self) -> None:
        """Let go of the model."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._session = self._tokenizer = None

    def died(self) -> asyncio.Future[str]:
        """Never: it lives in this process."""
        return self._died

    def memory(self) -> int:
        """Not known apart from the process; the estimate stands."""
        return 0

    def context(self) -> int:
        """As configured."""
        return self._spec.context

    async def busy_slots(self) -> int | None:
        """Threads that compute."""
        return self._busy

    def generate(self, call: Generation) -> AsyncGenerator[Event, None]:
        """ONNX models here write no text."""
        raise WorkerError(ErrorKind.UNSUPPORTED, f"model '{self._spec.name}' does not generate text")

    async def embed(self, call: Embedding) -> Vectors:
        """Turn texts into vectors, a batch at a time so that a cancelled call stops soon."""
        encoded = await self._in_thread(self._encode, list(call.texts), "input")
        vectors: list[list[float]] = []
        for begin in range(0, len(encoded), BATCH):
            hidden, mask = await self._in_thread(self._infer, encoded[begin : begin + BATCH])
            vectors.extend(self._pooled(hidden, mask, call.dimensions).tolist())
        return Vectors(vectors, sum(len(each.ids) for each in encoded))

    async def rerank(self, call: Reranking) -> Scores:
        """Score query and document pairs with a cross-encoder."""
        pairs = [(call.query, document) for document in call.documents]
        encoded = await self._in_thread(self._encode, pairs, "documents")
        scores: list[float] = []
        for begin in range(0, len(encoded), BATCH):
            logits, _ = await self._in_thread(self._infer, encoded[begin : begin + BATCH])
            scores.extend(float(row[-1]) for row in logits.reshape(logits.shape[0], -1))
        return Scores(scores, sum(len(each.ids) for each in encoded))

    async def _in_thread(self, work: Any, *arguments: Any) -> Any:
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *arguments)
        finally:
            self._busy -= 1

    def _load(self) -> None:
        spec = self._spec
        assert spec.path is not None
        model = spec.path / "model.onnx" if spec.path.is_dir() else spec.path
        tokenizer = spec.tokenizer or model.parent / "tokenizer.json"
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.intra_op_num_threads = spec.threads
        try:
            self._tokenizer = Tokenizer.from_file(str(_present(spec, tokenizer)))
            self._session = onnxruntime.InferenceSession(
                str(_present(spec, model)), options, providers=["CPUExecutionProvider"]
            )
        except WorkerError:
            raise
        except Exception as error:  # both libraries raise bare exceptions for a broken file
            raise WorkerError(
                ErrorKind.UNAVAILABLE,
                f"model '{spec.name}' could not be loaded: its model or tokenizer file is not one that can be read",
            ) from error
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._inputs = [each.name for each in self._session.get_inputs()]

    def _encode(self, texts: list[Any], param: str) -> list[Any]:
        encoded = self._tokenizer.encode_batch(texts)
        for index, each in enumerate(encoded):
            if self._spec.context and len(each.ids) > self._spec.context:
                raise WorkerError(
                    ErrorKind.CONTEXT_LENGTH,
                    f"{param}[{index}] has {len(each.ids)} tokens (allowed: {self._spec.context})",
                    param=param,
                )
        return list(encoded)

    def _infer(self, batch: list[Any]) -> tuple[Any, Any]:
        longest = max(len(each.ids) for each in batch)
        ids, mask, types = (np.zeros((len(batch), longest), dtype=np.int64) for _ in range(3))
        for row, each in enumerate(batch):
            ids[row, : len(each.ids)] = each.ids
            mask[row, : len(each.ids)] = 1
            types[row, : len(each.ids)] = each.type_ids
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": types}
        outputs = self._session.run(None, {name: given[name] for name in self._inputs if name in given})
        return outputs[0], mask

    def _pooled(self, hidden: Any, mask: Any, dimensions: int | None) -> Any:
        if hidden.ndim == 3 and self._pooling == "cls":
            hidden = hidden[:, 0]
        elif hidden.ndim == 3:
            weights = mask[:, :, None].astype(hidden.dtype)
            hidden = (hidden * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        if dimensions is not None:
            if dimensions > hidden.shape[1]:
                raise invalid("dimensions", dimensions, f"at most {hidden.shape[1]}")
            hidden = hidden[:, :dimensions]
        if self._normalize:
            hidden = hidden / np.maximum(np.linalg.norm(hidden, axis=1, keepdims=True), 1e-12)
        return hidden


def _present(spec: ModelSpec, file: Path) -> Path:
    if not file.is_file():
        raise WorkerError(ErrorKind.UNAVAILABLE, f"model '{spec.name}' cannot be loaded: '{file.name}' does not exist")
    return file
