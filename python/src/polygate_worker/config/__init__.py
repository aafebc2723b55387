"""The worker's configuration: defaults, file, environment, flags (later wins), checked as a whole."""

from polygate_worker.config.load import ConfigError, load
from polygate_worker.config.records import Config, Consul, Limits, Log, Model, Server, Storage, Tls

__all__ = ["Config", "ConfigError", "Consul", "Limits", "Log", "Model", "Server", "Storage", "Tls", "load"]
