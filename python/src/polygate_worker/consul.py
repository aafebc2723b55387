"""Announces the worker in Consul: its models, dialect, slots and weight, as long as it can be called.

API: https://developer.hashicorp.com/consul/api-docs/agent/service
"""

from __future__ import annotations

import asyncio
import logging
import socket

import aiohttp

from polygate_worker.calls import Json
from polygate_worker.config import Consul, Server, is_loopback
from polygate_worker.library import Library

LONGEST_META = 512
EVERYWHERE = ("0.0.0.0", "::", "")  # noqa: S104
REQUEST_TIMEOUT = 5.0

log = logging.getLogger(__name__)


class ConsulRegistration:
    """Registers as soon as a model can answer, and anew when models change or the agent forgot; deregisters."""

    def __init__(self, config: Consul, library: Library, ports: dict[str, int], server: Server) -> None:
        self._config = config
        self._library = library
        self._ports = ports
        self._tls = bool(server.tls.cert)
        self._host = config.advertise_host or _advertised(server.host, config.address)
        self._id = config.id or f"{config.service}-{socket.gethostname()}-{ports[config.dialect]}"
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._registered: Json | None = None
        headers = {"X-Consul-Token": config.token} if config.token else {}
        timeout = aiohttp.ClientTimeout(total=REQUEST_TIMEOUT)
        self._session = aiohttp.ClientSession(headers=headers, timeout=timeout)

    def start(self) -> None:
        """Register in the background; an agent that cannot be reached is tried again for as long as we run."""
        self._library.listen(self._changed.set)
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Deregister, so that no new call is sent here."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        try:
            await self._put(f"/v1/agent/service/deregister/{self._id}")
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            log.warning("could not deregister from Consul: %s", _reason(error))
        await self._session.close()

    def service(self) -> Json:
        """The registration as it should be now."""
        models = [model for model in self._library.all() if model.available]
        slots = sum(model.slots.total for model in models)
        names = [model.spec.name for model in models]
        meta = {
            "dialect": self._config.dialect,
            "weight": str(self._config.weight),
            "zone": self._config.zone,
            "max-concurrency": str(slots),
            "http-port": str(self._ports.get("openai", 0)),
            "tls": str(self._tls).lower(),
            **_split("models", names),
            **_split("context", [f"{m.spec.name}={m.spec.context}" for m in models]),
            **_split("slots", [f"{m.spec.name}={m.slots.total}" for m in models]),
        }
        return {
            "ID": self._id,
            "Name": self._config.service,
            "Address": self._host,
            "Port": self._ports[self._config.dialect],
            "Tags": list(self._config.tags),
            "Meta": {key: value for key, value in meta.items() if value},
            "Weights": {"Passing": self._config.weight, "Warning": 1},
            "Check": self._check(),
        }

    def _check(self) -> Json:
        check: Json = {
            "CheckID": f"service:{self._id}",
            "Name": "can answer",
            "DeregisterCriticalServiceAfter": _seconds(self._config.deregister_after),
        }
        if self._config.check == "http":
            scheme = "https" if self._tls else "http"
            url = f"{scheme}://{self._host or '127.0.0.1'}:{self._ports['openai']}/ready"
            return {**check, "HTTP": url, "Interval": _seconds(self._config.interval), "Timeout": "3s"}
        return {**check, "TTL": _seconds(self._config.interval * 3), "Status": "passing"}

    async def _keep(self) -> None:
        """A change is announced at once, the check is renewed each interval; failures are logged once."""
        reachable = True
        while True:
            self._changed.clear()
            try:
                await self._renew()
                if not reachable:
                    log.info("Consul is back, registered again")
                reachable = True
            except (aiohttp.ClientError, asyncio.TimeoutError) as error:
                if reachable:
                    log.warning("Consul cannot be reached, trying on: %s", _reason(error))
                reachable = False
                self._registered = None
            try:
                await asyncio.wait_for(self._changed.wait(), self._config.interval)
            except asyncio.TimeoutError:
                continue

    async def _renew(self) -> None:
        if not any(model.available for model in self._library.all()):
            if self._registered:
                await self._put(f"/v1/agent/service/deregister/{self._id}")
                self._registered = None
            return
        wanted = self.service()
        if wanted != self._registered:
            await self._put("/v1/agent/service/register?replace-existing-checks=true", wanted)
            log.info("registered in Consul as %s with %s", self._id, wanted["Meta"]["models"])
            self._registered = wanted
        elif self._config.check == "ttl":
            try:
                await self._put(f"/v1/agent/check/pass/service:{self._id}")
            except aiohttp.ClientResponseError as error:
                if error.status not in (404, 500):  # an agent that has forgotten us says either
                    raise
                self._registered = None
                await self._renew()
        elif not await self._is_known():
            self._registered = None
            await self._renew()

    async def _is_known(self) -> bool:
        async with self._session.get(f"{self._config.address}/v1/agent/service/{self._id}") as response:
            return response.status != 404

    async def _put(self, path: str, body: Json | None = None) -> None:
        url = self._config.address.rstrip("/") + path
        async with self._session.put(url, json=body) as response:
            response.raise_for_status()


def _split(key: str, items: list[str]) -> dict[str, str]:
    """A comma list within what Consul takes as one value; `models`, `models-2`, ... when it is longer."""
    lists: list[str] = []
    for item in items:
        if lists and len(lists[-1]) + 1 + len(item) <= LONGEST_META:
            lists[-1] += f",{item}"
        else:
            lists.append(item[:LONGEST_META])
    return {key if index == 0 else f"{key}-{index + 1}": text for index, text in enumerate(lists)}


def _advertised(listening: str, consul: str) -> str:
    """Where others reach us; empty is the address of the agent's node, as a loopback address is no other host's."""
    if listening not in EVERYWHERE:
        return "127.0.0.1" if listening == "localhost" else listening
    own = _own_address(consul)
    return "" if is_loopback(own) else own


def _own_address(consul: str) -> str:
    """The address by which this machine reaches the agent."""
    host = consul.partition("://")[2].partition("/")[0].rpartition(":")[0].strip("[]") or "127.0.0.1"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((host, 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _seconds(seconds: float) -> str:
    return f"{seconds:g}s"


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__
