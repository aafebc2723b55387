"""Chat templates: ours by name, a file of one's own, or the model's (none given)."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import jinja2

LONGEST = 256 * 1024


class BadTemplate(Exception):
    """The template is missing or is not Jinja; the message says which and where."""


def read_template(reference: str) -> str | None:
    """The template's text; None leaves it to the model."""
    if not reference:
        return None
    ours = files("polygate_worker").joinpath("templates", f"{reference}.jinja")
    if reference.replace("-", "").isalnum() and ours.is_file():
        return _checked(ours.read_text(encoding="utf-8"), reference)
    if "{" in reference:
        return _checked(reference, "inline")
    path = Path(reference).expanduser()
    try:
        if path.stat().st_size > LONGEST:
            raise BadTemplate(f"template '{path.name}' has {path.stat().st_size} bytes (allowed: {LONGEST})")
        return _checked(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise BadTemplate(f"template '{path.name}' cannot be read") from error


def _checked(text: str, name: str) -> str:
    try:
        jinja2.Environment(autoescape=True, extensions=["jinja2.ext.loopcontrols"]).parse(text)
    except jinja2.TemplateSyntaxError as error:
        raise BadTemplate(f"template '{name}', line {error.lineno}: {error.message}") from error
    return text
