"""The worker's configuration: defaults, file, environment, flags (later wins), checked as a whole."""

from polygate_worker.config.load import ConfigError, is_loopback, load
from polygate_worker.config.records import Config, Consul, Limits, Log, Model, Server, Storage, Tls

__all__ = [
    "Config",
    "ConfigError",
    "Consul",
    "Limits",
    "Log",
    "Model",
    "Server",
    "Storage",
    "Tls",
    "is_loopback",
    "load",
]
