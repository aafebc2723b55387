"""The reference file shows every key with its default; sources, references and problems."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
import yaml

from polygate_worker.build import build_library
from polygate_worker.config import Config, ConfigError, Model, load

REFERENCE = Path(__file__).parents[1] / "worker.yaml"


def test_the_reference_shows_every_key_with_its_default() -> None:
    assert load(REFERENCE, {}, {}) == Config()
    shown = yaml.safe_load(REFERENCE.read_text())
    for section in dataclasses.fields(Config):
        if section.name != "models":
            keys = {field.name.replace("_", "-") for field in dataclasses.fields(type(getattr(Config(), section.name)))}
            assert set(shown[section.name]) == keys


def test_the_reference_shows_every_key_of_a_model(tmp_path: Path) -> None:
    text = REFERENCE.read_text()
    begin = text.index("models: []")
    example = text[begin:].replace("models: []", "models:").replace("\n#", "\n")
    file = tmp_path / "w.yaml"
    file.write_text(example)
    shown = yaml.safe_load(example)["models"][0]
    assert set(shown) == {field.name.replace("_", "-") for field in dataclasses.fields(Model)}
    model = load(file, {}, {}).models[0]
    assert model == Model(name="qwen3-8b", path="/models/Qwen3-8B-Q4_K_M.gguf")


def test_later_sources_win(tmp_path: Path) -> None:
    file = tmp_path / "w.yaml"
    file.write_text("server: {http-port: 1, grpc-port: 2, max-body: 1MiB}\nlog: {level: '${LEVEL:-debug}'}\n")
    environment = {"POLYGATE_WORKER_SERVER_GRPC_PORT": "3", "POLYGATE_WORKER_SERVER_MAX_BODY": "2KiB", "OTHER": "x"}
    config = load(file, {"server.max-body": "10"}, environment)
    assert (config.server.http_port, config.server.grpc_port, config.server.max_body) == (1, 3, 10)
    assert config.log.level == "debug"
    assert load(file, {}, {"LEVEL": "error"}).log.level == "error"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("server: {token: '${NONE}'}", "server.token: ${NONE} is not set"),
        ("server: {token: '${file:/nowhere}'}", "server.token: ${file:/nowhere} (expected: a file that can be read)"),
        ("server: {shutdown-grace: soon}", "server.shutdown-grace: 'soon' (expected: a duration like"),
        ("server: {http-port: 70000}", "server.http-port: 70000 (expected: a port from 1 to 65535"),
        ("server: {tls: {cert: a}}", "server.tls: one of cert and key is missing"),
        ("models: [{name: a, engine: echo}, {name: a, engine: echo}]", "models[1].name: 'a' is there twice"),
        ("models: [{name: a}]", "models[0].path: missing"),
        ("models: [{engine: echo}]", "models[0].name: missing"),
        ("models: {a: b}", "models: {'a': 'b'} (expected: a list)"),
        ("- 1", "not a configuration"),
        ("a: [", "not YAML"),
        (
            "server: {tls: {cert: a, key: b, client-ca: c}}\nconsul: {address: 'http://127.0.0.1:8500', check: http}",
            "consul.check: 'http' (expected: ttl, as the agent has no certificate",
        ),
        ("consul: {check: maybe}", "consul.check: 'maybe' (expected: one of ttl, http)"),
    ],
)
def test_a_problem_is_named_with_its_place_and_what_was_expected(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "w.yaml"
    file.write_text(text)
    with pytest.raises(ConfigError) as raised:
        load(file, {}, {})
    assert problem in str(raised.value)


@pytest.mark.parametrize(
    ("model", "problem"),
    [
        ("{name: a, engine: onnx, path: x, tasks: [generate]}", "models[0].tasks: generate (expected: embed, rerank"),
        ("{name: a, path: 'package:not_here'}", "the package 'not_here' is not installed"),
        ("{name: a, path: x, template: '{% for %}'}", "models[0].template: template 'inline', line 1"),
        ("{name: a, path: x, template: /nowhere.jinja}", "template 'nowhere.jinja' cannot be read"),
    ],
)
def test_models_that_cannot_be_are_named_before_anything_starts(tmp_path: Path, model: str, problem: str) -> None:
    file = tmp_path / "w.yaml"
    file.write_text(f"models: [{model}]")
    with pytest.raises(ConfigError) as raised:
        build_library(load(file, {}, {}))
    assert problem in str(raised.value)


def test_the_kubernetes_configuration_is_one_that_the_worker_takes(tmp_path: Path) -> None:
    manifest = REFERENCE.parents[1] / "docker/kubernetes/worker.yaml"
    documents = list(yaml.safe_load_all(manifest.read_text()))
    assert [document["kind"] for document in documents] == [
        "ConfigMap",
        "Deployment",
        "Service",
        "PodDisruptionBudget",
        "NetworkPolicy",
    ]
    file = tmp_path / "worker.yaml"
    file.write_text(documents[0]["data"]["worker.yaml"])
    with pytest.raises(ConfigError, match="open to the network"):
        load(file, {}, {})
    config = load(file, {}, {"POLYGATE_WORKER_SERVER_TOKEN": "from the secret"})
    library = build_library(config)
    pod = documents[1]["spec"]["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] > config.server.shutdown_grace
    assert documents[2]["metadata"]["annotations"]["polygate.io/models"] == library.all()[0].spec.name
