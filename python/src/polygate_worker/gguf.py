"""Reads the header of a GGUF file: enough to refuse a broken one and to estimate what it takes in memory.

Format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

MAGIC = b"GGUF"
STRING, ARRAY = 8, 9
SCALARS = {
    0: "<B",
    1: "<b",
    2: "<H",
    3: "<h",
    4: "<I",
    5: "<i",
    6: "<f",
    7: "<?",
    10: "<Q",
    11: "<q",
    12: "<d",
}
MOST_ENTRIES = 1_000_000
LONGEST_STRING = 64 * 1024 * 1024
BYTES_PER_CACHE_VALUE = 2  # f16


class NotGguf(Exception):
    """The file cannot be a whole GGUF model; the message says why."""


@dataclass(frozen=True)
class GgufHeader:
    """Scalar and string metadata; arrays are left out but for their length, under `KEY.length`."""

    metadata: dict[str, Any]
    size: int

    @property
    def trained_context(self) -> int:
        """Tokens that the model was trained to read; 0 when the file does not say."""
        return int(self._architecture("context_length", 0))

    @property
    def has_chat_template(self) -> bool:
        """Whether the file brings a template of its own."""
        return "tokenizer.chat_template" in self.metadata

    def cache_bytes_per_token(self) -> int:
        """Keys and values of one token over all layers, an upper bound for sliding-window models."""
        heads = int(self._architecture("attention.head_count", 0) or 0)
        key_heads = int(self._architecture("attention.head_count_kv", heads) or heads)
        width = int(self._architecture("embedding_length", 0))
        per_head = width // heads if heads else 0
        key = int(self._architecture("attention.key_length", per_head))
        value = int(self._architecture("attention.value_length", per_head))
        layers = int(self._architecture("block_count", 0))
        return layers * key_heads * (key + value) * BYTES_PER_CACHE_VALUE

    def _architecture(self, key: str, default: int) -> Any:
        return self.metadata.get(f"{self.metadata.get('general.architecture')}.{key}", default)


def read_header(path: Path) -> GgufHeader:
    """Read it; raises `NotGguf` for anything that is not a whole header, `OSError` for what cannot be opened."""
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(4) != MAGIC:
            raise NotGguf("it does not begin with GGUF")
        try:
            version, tensors, entries = struct.unpack("<IQQ", _exactly(file, 20))
            if version not in (2, 3) or entries > MOST_ENTRIES or tensors > MOST_ENTRIES:
                raise NotGguf(f"its header is not one that is known (version {version})")
            metadata = dict(_entry(file) for _ in range(entries))
            _check_tensors(file, tensors, int(metadata.get("general.alignment", 32)), size)
        except (struct.error, UnicodeDecodeError, OverflowError, MemoryError) as error:
            raise NotGguf("its header is damaged") from error
    return GgufHeader(metadata, size)


def _check_tensors(file: BinaryIO, count: int, alignment: int, size: int) -> None:
    """Every tensor must begin inside the file; the data begin after the header, aligned."""
    last = 0
    for _ in range(count):
        _string(file)
        (dimensions,) = struct.unpack("<I", _exactly(file, 4))
        if dimensions > 8:
            raise NotGguf("its header is damaged")
        _exactly(file, 8 * dimensions + 4)
        (offset,) = struct.unpack("<Q", _exactly(file, 8))
        last = max(last, offset)
    header = file.tell()
    begin = header + (-header % max(alignment, 1))
    if count and begin + last >= size:
        raise NotGguf(f"it is cut short: {size} bytes, but its last tensor begins at {begin + last}")


def _entry(file: BinaryIO) -> tuple[str, Any]:
    key = _string(file)
    (kind,) = struct.unpack("<I", _exactly(file, 4))
    if kind == ARRAY:
        return f"{key}.length", _skip_array(file)
    return key, _value(file, kind)


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == STRING:
        return _string(file)
    if kind not in SCALARS:
        raise NotGguf("its header is damaged")
    return struct.unpack(SCALARS[kind], _exactly(file, struct.calcsize(SCALARS[kind])))[0]


def _skip_array(file: BinaryIO) -> int:
    kind, length = struct.unpack("<IQ", _exactly(file, 12))
    if length > LONGEST_STRING:
        raise NotGguf("its header is damaged")
    if kind in SCALARS:
        file.seek(struct.calcsize(SCALARS[kind]) * length, 1)
    elif kind == STRING:
        for _ in range(length):
            (size,) = struct.unpack("<Q", _exactly(file, 8))
            file.seek(min(size, LONGEST_STRING), 1)
    else:
        raise NotGguf("its header is damaged")
    return int(length)


def _string(file: BinaryIO) -> str:
    (length,) = struct.unpack("<Q", _exactly(file, 8))
    if length > LONGEST_STRING:
        raise NotGguf("its header is damaged")
    return _exactly(file, length).decode("utf-8", errors="replace")


def _exactly(file: BinaryIO, count: int) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise NotGguf("it is cut short inside its header")
    return data
