"""Do the Python files of this folder define its checkpoints? Needs torch, safetensors, transformers.

Loads every checkpoint strictly into its class, compares the logits of all 216 prompts with those of
the class that transformers has for it, and writes the logits of seven prompts to
test/fixture/sample/logits.json, with which a test compares the engine's.
"""

import json
import sys
from dataclasses import fields
from pathlib import Path

import torch
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

sys.dont_write_bytecode = True  # nothing is left beside the sample
from modsum import gpt, llama  # noqa: E402

HERE = Path(__file__).parent
FIXTURE = HERE.parent.parent / "test" / "fixture" / "sample" / "logits.json"
MODELS = {
    "ab-gpt2": (gpt.GPT, gpt.GPTConfig),
    "ab-llama": (llama.Llama, llama.LlamaConfig),
    "bc-llama": (llama.Llama, llama.LlamaConfig),
}
ALLOWED = 2e-6  # of the largest logit: a few roundings of float32


def loaded(name):
    build, config = MODELS[name]
    folder = HERE / "modsum" / name
    given = json.loads((folder / "config.json").read_text())
    known = {field.name for field in fields(config)}
    model = build(config(**{key: value for key, value in given.items() if key in known}))
    model.load_state_dict(load_file(folder / "model.safetensors"), strict=True)
    return model.eval()


def prompts():
    """Token ids of "a b , c =" for all a, b, c of 0..5: [216, 5]."""
    table = json.loads((HERE / "modsum" / "ab-gpt2" / "tokenizer.json").read_text())["model"]["vocab"]
    digits = [table[str(i)] for i in range(6)]
    return [[a, b, table[","], c, table["="]] for a in digits for b in digits for c in digits]


@torch.no_grad()
def main():
    tokens = torch.tensor(prompts())
    golden = {"tokens": tokens[::35].tolist(), "logits": {}}
    for name in MODELS:
        logits = loaded(name)(tokens)
        reference = AutoModelForCausalLM.from_pretrained(HERE / "modsum" / name).eval()
        worst = ((logits - reference(tokens).logits).abs().max() / logits.abs().max()).item()
        print(f"{name}: all tensors load strictly; logits as transformers', to {worst:.1e}")
        assert worst < ALLOWED
        golden["logits"][name] = [[round(x, 6) for x in row] for row in logits[::35, -1].tolist()]
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE.write_text(json.dumps(golden) + "\n")


main()
