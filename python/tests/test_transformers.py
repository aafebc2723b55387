"""The Transformers engine with a tiny model that is made here; runs where torch and transformers are installed."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from conftest import Start, until, url

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None or importlib.util.find_spec("transformers") is None,
    reason="needs the extra 'transformers'",
)

MAKE = """
import sys
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
import torch
torch.manual_seed(3)
letters = sorted(pre_tokenizers.ByteLevel.alphabet())
vocab = {letter: index for index, letter in enumerate(letters)}
vocab["<end>"] = len(vocab)
tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=[]))
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<end>").save_pretrained(sys.argv[1])
config = LlamaConfig(vocab_size=len(vocab), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
                     num_attention_heads=2, max_position_embeddings=4096, eos_token_id=vocab["<end>"],
                     bos_token_id=None)
LlamaForCausalLM(config).save_pretrained(sys.argv[1])
"""


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    subprocess.run([sys.executable, "-c", MAKE, str(folder)], check=True)
    return folder


def model(tiny: Path, **fields: Any) -> dict[str, Any]:
    template = "{% for m in messages %}{{ m.content }}{% endfor %}"
    return {"name": "tiny", "engine": "transformers", "path": str(tiny), "template": template, "slots": 2, **fields}


async def test_generates_deterministically_within_its_bounds(
    start: Start, session: aiohttp.ClientSession, tiny: Path
) -> None:
    worker = await start(model(tiny, context=64))
    body = {"model": "tiny", "messages": [{"role": "user", "content": "hello"}], "max_tokens": 8, "temperature": 0}
    answers = []
    for _ in range(2):
        async with session.post(url(worker, "/v1/chat/completions"), json=body) as response:
            answers.append(await response.json())
    assert answers[0]["choices"] == answers[1]["choices"]
    assert answers[0]["usage"]["prompt_tokens"] == 5
    assert answers[0]["usage"]["completion_tokens"] == 8
    assert answers[0]["choices"][0]["finish_reason"] == "length"
    long = {**body, "messages": [{"role": "user", "content": "x" * 100}]}
    async with session.post(url(worker, "/v1/chat/completions"), json=long) as response:
        assert (await response.json())["error"]["code"] == "context_length_exceeded"


async def test_a_cancelled_call_stops_generating(start: Start, session: aiohttp.ClientSession, tiny: Path) -> None:
    worker = await start(model(tiny, slots=1, context=4096))
    body = {"model": "tiny", "prompt": "hello", "stream": True, "max_tokens": 4000}
    slots = worker.library.get("tiny").slots
    async with session.post(url(worker, "/v1/completions"), json=body) as response:
        await response.content.readline()
        assert slots.busy == 1
        response.close()
    await until(lambda: slots.busy == 0)
    async with session.post(
        url(worker, "/v1/completions"), json={**body, "stream": False, "max_tokens": 2}
    ) as response:
        assert (await response.json())["usage"]["completion_tokens"] == 2


async def test_embeds(start: Start, session: aiohttp.ClientSession, tiny: Path) -> None:
    worker = await start(model(tiny, tasks=["embed"]))
    body = {"model": "tiny", "input": ["a", "a", "b"]}
    async with session.post(url(worker, "/v1/embeddings"), json=body) as response:
        first, same, other = (each["embedding"] for each in (await response.json())["data"])
    assert first == pytest.approx(same, abs=1e-5)
    assert first != pytest.approx(other, abs=1e-3)


async def test_a_folder_that_is_not_a_model_is_named(
    start: Start, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    worker = await start(model(tmp_path / "empty"))
    body = {"model": "tiny", "prompt": "x"}
    async with session.post(url(worker, "/v1/completions"), json=body) as response:
        assert (response.status, (await response.json())["error"]["code"]) == (503, "model_unavailable")
