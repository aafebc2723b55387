"""What Prometheus sees of a worker. Labels are model names and closed sets only."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from polygate_worker.library import Library

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600)
TOKENS_PER_SECOND = (1, 2, 5, 10, 20, 40, 60, 80, 100, 150, 200, 400)
STATES = ("unloaded", "loading", "ready", "unloading", "failed")


class Metrics:
    """The registry and the instruments that calls write to."""

    def __init__(self, library: Library) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.calls = Counter(
            "polygate_worker_calls",
            "Calls that ended, by how.",
            ["model", "operation", "door", "outcome"],
            registry=self.registry,
        )
        self.tokens = Counter("polygate_worker_tokens", "Tokens, by type.", ["model", "type"], registry=self.registry)
        self.duration = self._seconds("call_duration_seconds", "From the call to its end.", "operation")
        self.waited = self._seconds("queue_seconds", "Waited for a slot or for the model to load.")
        self.first_token = self._seconds("time_to_first_token_seconds", "From the call to its first token.")
        self.speed = Histogram(
            "polygate_worker_tokens_per_second",
            "Tokens per second of one answer after its first token.",
            ["model"],
            buckets=TOKENS_PER_SECOND,
            registry=self.registry,
        )
        self._states = ModelStates(library)
        self.registry.register(self._states)

    async def render(self) -> bytes:
        """The exposition text; asks each engine for the slots that it says are busy."""
        await self._states.ask_engines()
        return generate_latest(self.registry)

    def _seconds(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(f"polygate_worker_{name}", text, ["model", *labels], buckets=SECONDS, registry=self.registry)


class ModelStates(Collector):
    """Gauges that are read off the library at the moment of a scrape."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._engine_slots: dict[str, int] = {}

    async def ask_engines(self) -> None:
        """Read the engines' own counts of busy slots."""
        self._engine_slots = {}
        for model in self._library.all():
            engine = model.engine
            busy = await engine.busy_slots() if engine else 0
            if busy is not None:
                self._engine_slots[model.spec.name] = busy

    def collect(self) -> Iterable[Metric]:
        """One family per gauge, one sample per model."""
        models = self._library.all()
        budget = self._library.budget
        yield self._family("slots", "Slots.", {m.spec.name: m.slots.total for m in models})
        yield self._family("slots_busy", "Slots in use.", {m.spec.name: m.slots.busy for m in models})
        yield self._family("engine_slots_busy", "Slots in use by the engine's own account.", self._engine_slots)
        yield self._family("queue_length", "Calls that wait.", {m.spec.name: m.slots.queued for m in models})
        yield self._family(
            "model_memory_bytes", "Taken or reserved.", {m.spec.name: budget.taken_by(m) for m in models}
        )
        yield self._family("load_seconds", "The last load.", {m.spec.name: m.load_seconds for m in models})
        yield self._family("loads", "Loads since the start.", {m.spec.name: m.loads for m in models})
        yield self._family("engine_deaths", "Engines that died.", {m.spec.name: m.deaths for m in models})
        yield GaugeMetricFamily("polygate_worker_memory_budget_bytes", "For all models.", budget.total)
        states = GaugeMetricFamily(
            "polygate_worker_model_state", "1 for the state it is in.", labels=["model", "state"]
        )
        for model in models:
            for state in STATES:
                states.add_metric([model.spec.name, state], float(model.state == state))
        yield states

    @staticmethod
    def _family(name: str, text: str, values: dict[str, int] | dict[str, float]) -> Metric:
        family = GaugeMetricFamily(f"polygate_worker_{name}", text, labels=["model"])
        for model, value in values.items():
            family.add_metric([model], value)
        return family
