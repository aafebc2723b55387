"""The configuration as records; a key is its field's name with dashes. `defaults.yaml` shows every key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from polygate_worker.config.kinds import DURATION, PORT, SIZE, AtLeast, OneOf

Duration = Annotated[float, DURATION]
Size = Annotated[int, SIZE]
Port = Annotated[int, PORT]


@dataclass(frozen=True)
class Tls:
    """PEM files; with `client_ca` every client must show a certificate of it (mTLS)."""

    cert: str = ""
    key: str = ""
    client_ca: str = ""


@dataclass(frozen=True)
class Server:
    """The two listening ports and what a client may send to them. Port 0 takes a free one, -1 turns it off."""

    host: str = "127.0.0.1"
    http_port: Port = 5000
    grpc_port: Port = 5001
    token: str = ""
    tls: Tls = field(default_factory=Tls)
    max_body: Size = 32 * 1024 * 1024
    read_timeout: Duration = 30.0
    shutdown_grace: Duration = 30.0
    allow_open: bool = False


@dataclass(frozen=True)
class Limits:
    """Bounds of a call; a model may have its own."""

    queue_length: Annotated[int, AtLeast(0)] = 512
    queue_timeout: Duration = 30.0
    call_timeout: Duration = 600.0
    max_tokens: Annotated[int, AtLeast(1)] = 1048576
    max_inputs: Annotated[int, AtLeast(1)] = 2048


@dataclass(frozen=True)
class Storage:
    """Where models that come in packages are put together, and what loaded models may take together."""

    cache_dir: str = "~/.cache/polygate-worker"
    memory_budget: str = "80%"


@dataclass(frozen=True)
class Consul:
    """The agent to register with; an empty address registers nowhere."""

    address: str = ""
    token: str = ""
    service: str = "model-worker"
    id: str = ""
    dialect: Annotated[str, OneOf("worker", "openai")] = "worker"
    advertise_host: str = ""
    check: Annotated[str, OneOf("ttl", "http")] = "ttl"
    interval: Duration = 5.0
    deregister_after: Duration = 60.0
    zone: str = ""
    weight: Annotated[int, AtLeast(1)] = 100
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Log:
    """How log lines are written to standard output."""

    level: Annotated[str, OneOf("debug", "info", "warning", "error")] = "info"
    format: Annotated[str, OneOf("json", "plain")] = "plain"


@dataclass(frozen=True)
class Model:
    """A model by name: where it is, which engine runs it and how much of it may be used at once."""

    name: str
    engine: Annotated[str, OneOf("llamacpp", "vllm", "sglang", "transformers", "onnx", "echo")] = "llamacpp"
    path: str = ""
    tasks: tuple[Annotated[str, OneOf("generate", "embed", "rerank")], ...] = ("generate",)
    context: Annotated[int, AtLeast(0)] = 4096
    slots: Annotated[int, AtLeast(1)] = 4
    template: str = ""
    stop: tuple[str, ...] = ()
    tokenizer: str = ""
    gpu_layers: Annotated[int, AtLeast(-1)] = -1
    threads: Annotated[int, AtLeast(0)] = 0
    command: tuple[str, ...] = ()
    memory: Size = 0
    preload: bool = True
    idle_timeout: Duration = 0.0
    load_timeout: Duration = 300.0
    queue_length: int | None = None
    queue_timeout: Duration | None = None
    terms: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """Everything."""

    server: Server = field(default_factory=Server)
    limits: Limits = field(default_factory=Limits)
    storage: Storage = field(default_factory=Storage)
    consul: Consul = field(default_factory=Consul)
    log: Log = field(default_factory=Log)
    models: tuple[Model, ...] = ()
