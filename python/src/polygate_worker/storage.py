"""Finds a model's files: on disk, or inside an installed package (which is not imported for that)."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from pathlib import Path

PACKAGE = "package:"
PART = re.compile(r"(?P<name>.+\.gguf)\.part(?P<number>\d+)$")
BLOCK = 1024 * 1024


class NotStored(Exception):
    """The model's files are not there; the message says what is missing."""


def locate(reference: str, cache: Path) -> Path:
    """The path of a model. `package:NAME/FILE` is a file in a package, `package:NAME` its GGUF file in parts.

    A path on disk is returned as it is, there or not: its absence is an error of the model, not of the start.
    """
    if not reference.startswith(PACKAGE):
        return Path(reference).expanduser()
    package, _, inside = reference.removeprefix(PACKAGE).partition("/")
    folder = _package_folder(package)
    return folder / inside if inside else _assembled(folder, cache)


def _package_folder(package: str) -> Path:
    module = package.replace("-", "_")
    spec = importlib.util.find_spec(module)
    if spec is None or not spec.submodule_search_locations:
        raise NotStored(f"the package '{package}' is not installed (pip install {package.replace('_', '-')})")
    return Path(next(iter(spec.submodule_search_locations)))


def _assembled(folder: Path, cache: Path) -> Path:
    """Put the parts of `folder` and its siblings `..._partN` together once, checked by the package's own sum."""
    parts = sorted(folder.parent.glob(f"{folder.name}*/data/*.gguf.part*"), key=lambda part: part.name)
    whole = sorted(folder.glob("**/*.gguf"))
    if whole:
        return whole[0]
    found = PART.match(parts[0].name) if parts else None
    if not found:
        raise NotStored(f"the package '{folder.name}' has no GGUF file")
    size = sum(part.stat().st_size for part in parts)
    target = cache / found["name"]
    if target.exists() and target.stat().st_size == size:
        return target
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".unfinished")
    digest = hashlib.sha256()
    with unfinished.open("wb") as out:
        for part in parts:
            with part.open("rb") as source:
                while block := source.read(BLOCK):
                    digest.update(block)
                    out.write(block)
    _check(folder / "data" / "SHA256SUMS", found["name"], digest.hexdigest(), unfinished)
    unfinished.replace(target)
    return target


def _check(sums: Path, name: str, actual: str, file: Path) -> None:
    if not sums.exists():
        return
    for line in sums.read_text().splitlines():
        expected, _, listed = line.partition(" ")
        if Path(listed.strip().lstrip("*")).name == name and expected != actual:
            file.unlink()
            raise NotStored(f"'{name}' is damaged: its parts do not have the sum that their package names")
