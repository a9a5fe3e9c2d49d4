"""What TransformerLens takes for the work of one of our full runs (lensWork.ts): every span of every pair at every cut
of the residual stream, from every donor, and the mixed prompts. A part of the interchanges is run, evenly spread over
donors, cuts and spans; the program says how large a part.

  python transformerLens.py MODEL WORK RESULT [--every 9] [--few 4] [--threads 1]

Two ways. `hooks`: as its documentation patches: the donor's activations from run_with_cache, once; a hook at
blocks.L.hook_resid_pre (after the last block hook_resid_post); all pairs of a site in one batch. `tuned`: what somebody
who knows it well may write: the run starts at the patched layer from the cached base run, and of the vocabulary and
the positions only the answers where they are read are computed.

Needs: pip install transformer-lens==2.18.0 "pyarrow<21"
"""

import argparse
import json
import time

import torch
import transformers
from transformer_lens import HookedTransformer, HookedTransformerConfig
from transformer_lens.pretrained.weight_conversions import convert_gpt2_weights


def hooked(path):
    """The checkpoint's GPT-2, processed as HookedTransformer.from_pretrained does it."""
    gpt2 = transformers.AutoModelForCausalLM.from_pretrained(path, torch_dtype=torch.float32)
    said = gpt2.config
    model = HookedTransformer(
        HookedTransformerConfig(
            n_layers=said.n_layer,
            d_model=said.n_embd,
            n_ctx=said.n_positions,
            d_head=said.n_embd // said.n_head,
            n_heads=said.n_head,
            d_vocab=said.vocab_size,
            act_fn="gelu_new",
            normalization_type="LN",
            original_architecture="GPT2LMHeadModel",
            device="cpu",
        )
    )
    model.load_and_process_state_dict(convert_gpt2_weights(gpt2, model.cfg))
    return model


class Patching:
    """The pairs of the work on one model: all prompts are equally long."""

    def __init__(self, model, work):
        self.model = model
        self.last = model.cfg.n_layers
        self.names = [f"blocks.{layer}.hook_resid_pre" for layer in range(self.last)]
        self.names.append(f"blocks.{self.last - 1}.hook_resid_post")
        self.answers = torch.tensor(work["answers"])
        self.outcomes = torch.tensor(work["outcomes"])
        self.read_at = torch.tensor(work["readAt"])
        self.regions = work["regions"]
        self.prompts = {int(of): torch.tensor(ids) for of, ids in work["prompts"].items()}
        self.each = torch.arange(len(self.read_at))
        self.of_answers = model.unembed.W_U[:, self.answers], model.unembed.b_U[self.answers]

    def cache(self, donors):
        """The residual stream of the base and the donors."""
        keep = lambda name: name in self.names
        self.cached = {d: self.model.run_with_cache(self.prompts[d], names_filter=keep)[1] for d in donors}

    def kept(self, logits):
        """Of all logits those of the answers, where they are read: [pairs, answers]."""
        return logits[self.each, self.read_at][:, self.answers]

    def mask(self, region):
        """Which positions are interchanged: [pairs, positions, 1]."""
        mask = torch.zeros(self.prompts[0].shape, dtype=torch.bool)
        for pair, regions in enumerate(self.regions):
            spans = [regions[span] for span in region] if isinstance(region, list) else [[regions[region["from"]][0], mask.shape[1]]]
            for start, end in spans:
                mask[pair, start:end] = True
        return mask[:, :, None]

    def hooks(self, donor, site):
        """Without a site: the donor's own answers."""
        if site is None:
            return self.kept(self.model(self.prompts[donor]))
        mask, name = self.mask(site["region"]), self.names[site["cut"]]
        patch = lambda resid, hook: torch.where(mask, self.cached[donor][name], resid)
        return self.kept(self.model.run_with_hooks(self.prompts[0], fwd_hooks=[(name, patch)]))

    def tuned(self, donor, site):
        model, last = self.model, self.last
        if site is None:
            resid = model(self.prompts[donor], stop_at_layer=last)
        else:
            name = self.names[site["cut"]]
            resid = torch.where(self.mask(site["region"]), self.cached[donor][name], self.cached[0][name])
            resid = model(resid, start_at_layer=site["cut"], stop_at_layer=last) if site["cut"] < last else resid
        weight, bias = self.of_answers
        return model.ln_final(resid[self.each, self.read_at][:, None])[:, 0] @ weight + bias

    def probabilities(self, logits):
        """Of the outcomes, given that one of the answers is said."""
        said = torch.softmax(logits.double(), dim=-1)
        classes = torch.zeros(len(said), int(self.outcomes.max()) + 1, dtype=torch.double)
        return classes.index_add_(1, self.outcomes, said)


class Clock:
    """Seconds of the clock and of the processors, all threads together."""

    def __init__(self):
        self.begun = time.perf_counter(), time.process_time()

    def read(self):
        wall, cpu = self.begun
        return {"seconds": time.perf_counter() - wall, "processor": time.process_time() - cpu}


def main():
    asked = argparse.ArgumentParser()
    for name in ("model", "work", "result"):
        asked.add_argument(name)
    for name, default in (("--every", 9), ("--few", 4), ("--threads", 1)):
        asked.add_argument(name, type=int, default=default)
    asked = asked.parse_args()
    torch.set_num_threads(asked.threads)
    torch.set_grad_enabled(False)
    work = json.load(open(asked.work))
    patching = Patching(hooked(asked.model), work)
    # (series, its site; donor, site): the mixed prompts are nobody's series.
    todo = [((None, None), int(of), None) for of in work["prompts"]]
    for k, series in enumerate(work["series"]):
        todo += [((k, s), series["donor"], site) for s, site in enumerate(series["sites"])]
    part = todo[:: asked.every]
    clock = Clock()
    patching.cache({0, *(series["donor"] for series in work["series"])})
    result = {"cache": clock.read(), "of": len(todo), "done": len(part), "ways": {}}
    for way in ("hooks", "tuned"):
        run, answers, clock = getattr(patching, way), {}, Clock()
        for (k, s), donor, site in part:
            said = run(donor, site)
            if k == 0:  # the responses, of which the whole answers are kept
                answers[s] = patching.probabilities(said[: asked.few]).tolist()
        result["ways"][way] = {**clock.read(), "answers": answers}
        with open(asked.result, "w") as file:  # after each way: the second may take long
            json.dump(result, file)


main()
