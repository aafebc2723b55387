"""Reads file, environment and flags into one tree, then binds it to the records."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from polygate_worker.config.bind import bind
from polygate_worker.config.records import Config, Model, Server

LONGEST_NAME = 200
PREFIX = "POLYGATE_WORKER_"
REFERENCE = re.compile(r"\$\{([^}]+)}")


class ConfigError(Exception):
    """Every problem that was found, a line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load(file: Path | None, flags: Mapping[str, str], environment: Mapping[str, str] = os.environ) -> Config:
    """The effective configuration; `ConfigError` lists everything that is wrong with it."""
    problems: dict[str, str] = {}
    lines: dict[str, int] = {}
    tree: Any = {}
    if file is not None:
        tree = _file(file, lines)
    if not isinstance(tree, dict):
        raise ConfigError([f"{file}: not a configuration (expected: keys and values)"])
    for key, value in _from_environment(environment).items():
        _set(tree, key, value)
    for key, value in flags.items():
        _set(tree, key, value)
    tree = _resolve(tree, "", environment, problems)
    config: Config = bind(Config, tree, "", problems)
    if not problems:
        _check(config, problems)
    if problems:
        raise ConfigError([_located(file, lines, path, text) for path, text in problems.items()])
    return config


def _check(config: Config, problems: dict[str, str]) -> None:
    _check_models(config.models, problems)
    _check_server(config.server, problems)
    _check_consul(config, problems)


def _check_models(models: Sequence[Model], problems: dict[str, str]) -> None:
    seen: set[str] = set()
    for index, model in enumerate(models):
        path = f"models[{index}]"
        if not model.name or len(model.name) > LONGEST_NAME or not model.name.isprintable():
            problems[f"{path}.name"] = f"{model.name!r} (expected: 1 to {LONGEST_NAME} printable characters)"
        if model.name in seen:
            problems[f"{path}.name"] = f"{model.name!r} is there twice (expected: one model of a name)"
        seen.add(model.name)
        if not model.path and model.engine != "echo":
            problems[f"{path}.path"] = "missing (expected: a file, a folder or package:NAME)"


def _check_server(server: Server, problems: dict[str, str]) -> None:
    if bool(server.tls.cert) != bool(server.tls.key):
        problems["server.tls"] = "one of cert and key is missing (expected: both or none)"
    if server.tls.client_ca and not server.tls.cert:
        problems["server.tls.client-ca"] = "set without cert and key (expected: all three for mTLS)"
    guarded = server.token or server.tls.client_ca or server.allow_open
    if not is_loopback(server.host) and not guarded:
        problems["server.host"] = (
            f"{server.host!r} is open to the network (expected: a token, tls.client-ca, or allow-open: true)"
        )


def _check_consul(config: Config, problems: dict[str, str]) -> None:
    consul, server = config.consul, config.server
    if not consul.address:
        return
    if consul.check == "http" and server.tls.client_ca:
        problems["consul.check"] = "'http' (expected: ttl, as the agent has no certificate of tls.client-ca)"
    if consul.dialect == "worker" and server.grpc_port < 0:
        problems["server.grpc-port"] = "-1 (expected: a port, as consul.dialect is worker)"
    if server.http_port < 0 and "http" in (consul.check, {"openai": "http"}.get(consul.dialect)):
        problems["server.http-port"] = "-1 (expected: a port, as consul.dialect or consul.check needs it)"


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach it."""
    return host in ("localhost", "::1") or host.startswith("127.")


def _file(file: Path, lines: dict[str, int]) -> Any:
    try:
        text = file.read_text(encoding="utf-8")
        node = yaml.compose(text, yaml.SafeLoader)
        if node is not None:
            _number(node, "", lines)
        return yaml.safe_load(text) or {}
    except OSError as error:
        raise ConfigError([f"{file}: {error.strerror}"]) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f":{mark.line + 1}" if mark else ""
        raise ConfigError([f"{file}{where}: not YAML: {getattr(error, 'problem', error)}"]) from error


def _number(node: yaml.Node, path: str, lines: dict[str, int]) -> None:
    lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            _number(value, f"{path}.{key.value}" if path else str(key.value), lines)
            lines[f"{path}.{key.value}" if path else str(key.value)] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _number(value, f"{path}[{index}]", lines)


def _located(file: Path | None, lines: Mapping[str, int], path: str, text: str) -> str:
    line = lines.get(path) or lines.get(path.rsplit(".", 1)[0])
    where = f"{file}:{line}: " if file and line else ""
    return f"{where}{path}: {text}"


def _from_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """`POLYGATE_WORKER_SERVER_HTTP_PORT` is `server.http-port`."""
    keys: dict[str, str] = {}
    for section in dataclasses.fields(Config):
        start = f"{PREFIX}{section.name.upper()}_"
        for name, value in environment.items():
            if name.startswith(start) and section.name != "models":
                rest = name[len(start) :].lower()
                rest = f"tls.{rest[4:]}" if rest.startswith("tls_") else rest
                keys[f"{section.name}.{rest.replace('_', '-')}"] = value
    return keys


def _set(tree: dict[str, Any], key: str, value: str) -> None:
    *parents, last = key.split(".")
    for parent in parents:
        below = tree.setdefault(parent, {})
        if not isinstance(below, dict):
            return
        tree = below
    tree[last] = value


def _resolve(value: Any, path: str, environment: Mapping[str, str], problems: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: _resolve(each, f"{path}.{key}" if path else str(key), environment, problems)
            for key, each in value.items()
        }
    if isinstance(value, list):
        return [_resolve(each, f"{path}[{i}]", environment, problems) for i, each in enumerate(value)]
    if not isinstance(value, str) or "${" not in value:
        return value

    def replaced(found: re.Match[str]) -> str:
        name, default_given, default = found[1].partition(":-")
        if name.startswith("file:"):
            try:
                return Path(name[5:]).read_text(encoding="utf-8").strip()
            except (OSError, UnicodeDecodeError):
                problems[path] = f"${{{name}}} (expected: a file that can be read)"
                return ""
        if name not in environment and not default_given:
            problems[path] = f"${{{name}}} is not set (expected: a value, or ${{{name}:-default}})"
        return environment.get(name, default)

    return REFERENCE.sub(replaced, value)
