"""Makes the models of a configuration: finds their files, reads their templates, gives them slots."""

from __future__ import annotations

from pathlib import Path

from polygate_worker.budget import MemoryBudget
from polygate_worker.config import Config, ConfigError, Model
from polygate_worker.config.kinds import SIZE, Unfit
from polygate_worker.engines import ENGINES, make_engine
from polygate_worker.engines.base import ModelSpec
from polygate_worker.library import Library
from polygate_worker.memory import machine_memory
from polygate_worker.served_model import ServedModel
from polygate_worker.slots import Slots
from polygate_worker.storage import NotStored, locate
from polygate_worker.templates import BadTemplate, read_template


def build_library(config: Config) -> Library:
    """All models, none loaded; `ConfigError` lists templates, packages and tasks that do not fit."""
    problems: list[str] = []
    budget = MemoryBudget(_budget(config.storage.memory_budget, problems))
    models = []
    for index, model in enumerate(config.models):
        spec = _spec(model, Path(config.storage.cache_dir).expanduser(), f"models[{index}]", problems)
        if spec:
            models.append(ServedModel(spec, _slots(model, config), make_engine, budget))
    if problems:
        raise ConfigError(problems)
    return Library(models, budget)


def _slots(model: Model, config: Config) -> Slots:
    length = config.limits.queue_length if model.queue_length is None else model.queue_length
    timeout = config.limits.queue_timeout if model.queue_timeout is None else model.queue_timeout
    return Slots(model.name, model.slots, length, timeout)


def _spec(model: Model, cache: Path, path: str, problems: list[str]) -> ModelSpec | None:
    able = ENGINES[model.engine][3]
    for task in model.tasks:
        if task not in able:
            problems.append(f"{path}.tasks: {task} (expected: {', '.join(able)}; that is what {model.engine} can do)")
    try:
        return ModelSpec(
            name=model.name,
            engine=model.engine,
            path=locate(model.path, cache) if model.path else None,
            tasks=model.tasks,  # type: ignore[arg-type]
            context=model.context,
            slots=model.slots,
            template=read_template(model.template),
            stop=model.stop,
            tokenizer=locate(model.tokenizer, cache) if model.tokenizer else None,
            gpu_layers=model.gpu_layers,
            threads=model.threads,
            command=model.command,
            options=model.options,
            memory=model.memory,
            preload=model.preload,
            load_timeout=model.load_timeout,
            idle_timeout=model.idle_timeout,
        )
    except NotStored as error:
        problems.append(f"{path}.path: {model.path!r}: {error}")
    except BadTemplate as error:
        problems.append(f"{path}.template: {error}")
    return None


def _budget(text: str, problems: list[str]) -> int:
    try:
        if text.endswith("%"):
            return int(machine_memory() * float(text[:-1]) / 100)
        return SIZE.read(text)
    except (Unfit, ValueError):
        problems.append(f"storage.memory-budget: {text!r} (expected: a share like 80% or a size like 8GiB)")
        return 0
