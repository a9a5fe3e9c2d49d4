"""Train runs with a planted change, and runs that nobody forced, for `npm run truth -- trajectory OUT`.

    python test/truth/trajectory.py OUT [GROUND_TRUTH]        needs torch, safetensors; one thread, some minutes

Planted: models of the ground truth (../shared/ground-truth, or GROUND_TRUTH) go on with their algorithm for some checkpoints
and are then fine-tuned to another one, by interchange intervention training as its train.py has it; run.json says of every
checkpoint how often an interchange answers as either algorithm would: the second source for the step at which the change
is. Natural: trained on the task alone, 40 checkpoints a run.
"""
import json, os, shutil, sys
import torch
from safetensors.torch import load_file

ROOT = sys.argv[2] if len(sys.argv) > 2 else '../shared/ground-truth'
sys.path.insert(0, ROOT)
import train as truth  # noqa: E402

torch.set_num_threads(1)
F = torch.nn.functional
WIDTH, HEADS, BLOCKS, CUT, BATCH = 32, 4, 3, 1, 96
EVERY, BEFORE, AFTER = 40, 4, 8  # steps between two checkpoints; checkpoints before and after the change
NATURAL_EVERY, NATURAL = 20, 40
STARTS = {  # model of the ground truth, and the algorithm that it is taught then
    'gpt2': [('ab-gpt2-1a', 'bc'), ('bc-gpt2-1a', 'ac'), ('ac-gpt2-1a', 'ab'), ('bc-gpt2-1a', 'ab')],
    'llama': [('ab-llama-2a', 'bc'), ('ab-llama-2b', 'ac'), ('bc-llama-2a', 'ac'), ('bc-llama-2b', 'ab'), ('ac-llama-2a', 'ab'), ('ac-llama-2b', 'bc')],
}
T = truth.task('modsum'); LENGTH = len(T['seq'])
GPT2 = dict(qkv='attn.c_attn.weight', qkvb='attn.c_attn.bias', o='attn.c_proj.weight', ob='attn.c_proj.bias', w1='mlp.c_fc.weight', b1='mlp.c_fc.bias', w2='mlp.c_proj.weight', b2='mlp.c_proj.bias', n1='ln_1.weight', n1b='ln_1.bias', n2='ln_2.weight', n2b='ln_2.bias')
LLAMA = dict(o='self_attn.o_proj', wg='mlp.gate_proj', w1='mlp.up_proj', w2='mlp.down_proj')

def loaded(name, arch):
    """What train.py's export wrote, as its parameters."""
    W = load_file(f'{ROOT}/modsum/{name}/model.safetensors')
    if arch == 'gpt2':
        P = dict(E=W['transformer.wte.weight'], Pos=W['transformer.wpe.weight'], fn=W['transformer.ln_f.weight'], fb=W['transformer.ln_f.bias'], U=W['lm_head.weight'].T)
        return P | {f'{l}.{a}': W[f'transformer.h.{l}.{b}'] for l in range(BLOCKS) for a, b in GPT2.items()}
    P = dict(E=W['model.embed_tokens.weight'], fn=W['model.norm.weight'], U=W['lm_head.weight'].T)
    for l in range(BLOCKS):
        q = f'model.layers.{l}.'
        P |= {f'{l}.{a}': W[q + b + '.weight'].T for a, b in LLAMA.items()}
        P[f'{l}.qkv'] = torch.cat([W[f'{q}self_attn.{n}_proj.weight'].T for n in 'qkv'], 1)
        P |= {f'{l}.n1': W[q + 'input_layernorm.weight'], f'{l}.n2': W[q + 'post_attention_layernorm.weight']}
    return P

def interchanged(P, c, g, B):
    """Logits of base and of interchanged prompts of every model; base, source and mask."""
    x = truth.sample(T, B, g); s = truth.sample(T, B, g); mask = torch.rand(B, LENGTH, generator=g) < .5
    base = truth.run(P, c, truth.tokens(T, x), stop=CUT); source = truth.run(P, c, truth.tokens(T, s), stop=CUT)
    mixed = torch.where(mask[None, :, :, None], source, base)
    return truth.head(P, truth.run(P, c, r=torch.cat([base, mixed], 1), start=CUT), c), x, s, mask

def loss_of(P, c, algs, g):
    """`algs`: by model; None: the task alone."""
    M = P['E'].shape[0]
    if algs is None:
        x = truth.sample(T, BATCH, g)
        return F.cross_entropy(truth.head(P, truth.run(P, c, truth.tokens(T, x)), c).flatten(0, 1), T['f'](x.T).repeat(M)) * M
    said, x, s, mask = interchanged(P, c, g, BATCH)
    y = torch.stack([torch.cat([T['f'](x.T), truth.cf(T['algs'][a], x, s, mask)]) for a in algs])
    return F.cross_entropy(said.flatten(0, 1), y.flatten()) * M

@torch.no_grad()
def answering(P, c, g, n=1000):
    """By algorithm, of each model: the share of interchanged prompts that it answers as the algorithm would."""
    said, x, s, mask = interchanged(P, c, g, n)
    return {a: (said[:, n:].argmax(-1) == truth.cf(T['algs'][a], x, s, mask)).float().mean(1).tolist() for a in ('ab', 'bc', 'ac')}

def save(folder, arch, i, P, c):
    """As a folder that a trainer leaves."""
    part = os.path.dirname(folder) + '/.part'
    truth.export('new', 'x', arch, 0, 0, {k: v[i].detach() for k, v in P.items()}, c, WIDTH, LENGTH, T['m'] + 2, CUT, 0, 0, T, part)
    os.remove(f'{part}/new/x-{arch}-0a/truth.json'); shutil.rmtree(folder, ignore_errors=True); os.rename(f'{part}/new/x-{arch}-0a', folder); shutil.rmtree(part)

def trained(out, arch, P, c, names, stages):
    """`stages`: algorithm by model (or None), steps, learning rate, every how many steps one is saved."""
    g = torch.Generator().manual_seed(77); other = torch.Generator().manual_seed(9); M = len(names); rows = [[] for _ in names]; step = 0
    for folder in names: os.makedirs(f'{out}/{folder}', exist_ok=True)
    for algs, steps, rate, every in stages:
        opt = torch.optim.AdamW(P.values(), lr=rate, weight_decay=.01, betas=(.9, .98))
        for it in range(steps):
            for group in opt.param_groups: group['lr'] = rate * min(1, (it + 1) / 30)
            loss = loss_of(P, c, algs, g); opt.zero_grad(); loss.backward(); torch.nn.utils.clip_grad_norm_(P.values(), 2.0 * M); opt.step(); step += 1
            if (it + 1) % every: continue
            said = answering(P, c, other)
            for i, name in enumerate(names):
                save(f'{out}/{name}/checkpoint-{step}', arch, i, P, c)
                rows[i].append(dict(step=step, taught=algs and algs[i], **{a: round(of[i], 4) for a, of in said.items()}))
            print(arch, step, f'loss {loss.item() / M:.3f}', [{a: round(of[i], 2) for a, of in said.items()} for i in range(M)], flush=True)
    for name, row in zip(names, rows): json.dump(row, open(f'{out}/{name}/run.json', 'w'), indent=1)

if __name__ == '__main__':
    out = sys.argv[1]
    for arch, starts in STARTS.items():
        c = dict(arch=arch, H=HEADS, L=BLOCKS)
        each = [loaded(name, arch) for name, _ in starts]
        P = {k: torch.stack([one[k] for one in each]).contiguous().requires_grad_() for k in each[0]}
        names = [f'planted-{name}-to-{to}' for name, to in starts]
        trained(out, arch, P, c, names, [([name.split('-')[0] for name, _ in starts], EVERY * BEFORE, 5e-4, EVERY), ([to for _, to in starts], EVERY * AFTER, 3e-3, EVERY)])
        P = truth.init(arch, 2, T['m'] + 2, LENGTH, WIDTH, HEADS, BLOCKS, 3)
        trained(out, arch, P, c, [f'natural-{arch}-3{x}' for x in 'ab'], [(None, NATURAL_EVERY * NATURAL, 2e-3, NATURAL_EVERY)])
