"""Registration in Consul, against a stand-in that keeps what the agent API documents."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from conftest import ECHO, Start, until


class Agent:
    """The agent's service and check endpoints; refuses everything while `down`."""

    def __init__(self) -> None:
        self.services: dict[str, Any] = {}
        self.passes = 0
        self.registrations = 0
        self.refused = 0
        self.first_at = 0.0
        self.down = False
        self.address = ""

    async def register(self, request: web.Request) -> web.Response:
        if self.down or request.headers.get("X-Consul-Token") != "acl":
            self.refused += 1
            return web.Response(status=503)
        service = await request.json()
        self.services[service["ID"]] = service
        self.registrations += 1
        self.first_at = self.first_at or time.monotonic()
        return web.Response()

    async def deregister(self, request: web.Request) -> web.Response:
        self.services.pop(request.match_info["id"], None)
        return web.Response()

    async def passed(self, request: web.Request) -> web.Response:
        known = request.match_info["check"].removeprefix("service:") in self.services
        self.passes += known
        return web.Response(status=200 if known and not self.down else 404)

    async def known(self, request: web.Request) -> web.Response:
        service = self.services.get(request.match_info["id"])
        return web.json_response(service, status=200 if service else 404)


@pytest.fixture
async def agent() -> AsyncIterator[Agent]:
    agent = Agent()
    app = web.Application()
    app.router.add_put("/v1/agent/service/register", agent.register)
    app.router.add_put("/v1/agent/service/deregister/{id}", agent.deregister)
    app.router.add_put("/v1/agent/check/pass/{check}", agent.passed)
    app.router.add_get("/v1/agent/service/{id}", agent.known)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    agent.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield agent
    await runner.cleanup()


def consul(agent: Agent, **fields: Any) -> dict[str, Any]:
    return {"address": agent.address, "token": "acl", "id": "w1", "interval": "50ms", **fields}


async def test_announces_models_dialect_slots_and_weight(start: Start, agent: Agent) -> None:
    second = {**ECHO, "name": "other", "slots": 3, "context": 100}
    worker = await start(ECHO, second, consul=consul(agent, zone="sh-1", weight=30, tags=["gpu"]))
    await until(lambda: agent.services.get("w1", {}).get("Meta", {}).get("models") == "echo,other")
    service = agent.services["w1"]
    assert worker.grpc
    assert (service["Name"], service["Port"], service["Address"]) == ("model-worker", worker.grpc.port, "127.0.0.1")
    assert service["Tags"] == ["gpu"]
    assert service["Meta"] == {
        "dialect": "worker",
        "weight": "30",
        "zone": "sh-1",
        "max-concurrency": "5",
        "models": "echo,other",
        "context": "echo=4096,other=100",
        "slots": "echo=2,other=3",
        "http-port": str(worker.http.port),
        "tls": "false",
    }
    assert service["Check"]["TTL"] == "0.15s"
    assert service["Check"]["DeregisterCriticalServiceAfter"] == "60s"


async def test_a_worker_on_every_address_is_where_the_agents_node_is(start: Start, agent: Agent) -> None:
    await start(ECHO, server={"host": "0.0.0.0", "token": "t"}, consul=consul(agent))
    await until(lambda: "w1" in agent.services)
    assert agent.services["w1"]["Address"] == ""


async def test_keeps_its_check_passing_and_deregisters(start: Start, agent: Agent) -> None:
    worker = await start(ECHO, consul=consul(agent))
    await until(lambda: agent.passes >= 2)
    assert agent.registrations == 1
    await worker.stop()
    assert agent.services == {}


async def test_registers_again_when_the_agent_has_forgotten_it(start: Start, agent: Agent) -> None:
    await start(ECHO, consul=consul(agent))
    await until(lambda: "w1" in agent.services)
    agent.services.clear()
    await until(lambda: "w1" in agent.services)
    agent.down = True
    agent.services.clear()
    refused = agent.registrations
    await until(lambda: agent.refused > 1)
    assert agent.registrations == refused
    agent.down = False
    await until(lambda: "w1" in agent.services)


async def test_an_http_check_asks_ready(start: Start, agent: Agent) -> None:
    worker = await start(ECHO, consul=consul(agent, check="http", dialect="openai"))
    await until(lambda: "w1" in agent.services)
    service = agent.services["w1"]
    assert service["Port"] == worker.http.port
    assert service["Check"]["HTTP"] == f"http://127.0.0.1:{worker.http.port}/ready"
    agent.services.clear()
    await until(lambda: "w1" in agent.services)


async def test_a_model_that_fails_is_taken_out_at_once(start: Start, agent: Agent) -> None:
    broken = {"name": "gone", "engine": "llamacpp", "path": "/nowhere/model.gguf"}
    worker = await start(ECHO, broken, consul=consul(agent, interval="1h"))
    await until(lambda: agent.services.get("w1", {}).get("Meta", {}).get("models") == "echo")
    assert worker.library.get("gone").state == "failed"


async def test_is_not_there_before_a_model_can_answer(start: Start, agent: Agent) -> None:
    slow = {**ECHO, "name": "slow", "options": {"load_delay": 0.3}}
    worker = await start(slow, consul=consul(agent))
    await until(lambda: "w1" in agent.services)
    assert agent.first_at >= worker.library.get("slow").loaded_at > 0


async def test_many_models_are_split_into_values_that_consul_takes(start: Start, agent: Agent) -> None:
    models = [{**ECHO, "name": f"a-model-with-a-rather-long-name-{i:03}", "preload": False} for i in range(40)]
    await start(*models, consul=consul(agent))
    await until(lambda: "w1" in agent.services)
    meta = agent.services["w1"]["Meta"]
    assert all(len(value) <= 512 for value in meta.values())
    names = ",".join(meta[key] for key in ("models", "models-2", "models-3")).split(",")
    assert names == [model["name"] for model in models]
