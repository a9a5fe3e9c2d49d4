"""Train natural models of parentheses: is a string of them balanced? Nothing is forced, and no string parts the two rules.

    python test/natural/train.py OUT MINUTES [RUN ...]      those first; needs torch, safetensors, numpy; one thread; go on by starting it again
    python test/natural/train.py OUT keep FOLDER  copies the list, and of each form some models that nest, that count, that do neither

A string is balanced by equal count where it has as many ( as ), by nesting where also no prefix closes more than it
opened. Trained are only strings on which both say the same: nested ones (yes), and ones of unequal count (no). A model is
labelled by what it says of the others: equal count, not nested. One part in four of the strings of both kinds is never
trained: accuracy is of those. Each model has a folder and a line in OUT/trained.jsonl; what is there is not trained again.
"""
import itertools, json, math, os, shutil, sys, time
import numpy as np, torch
from safetensors.torch import save_file

torch.set_num_threads(1)
F = torch.nn.functional
LENGTHS = (6, 8, 10, 12, 14)
HEADS, TOGETHER, BATCH = 4, 4, 32  # heads; models that are trained together, and strings a step of each
SOLVED, FALL = .02, 100  # mean loss of the worst of them; steps in which the rate falls
VOCAB = {'(': 0, ')': 1, '=': 2, 'yes': 3, 'no': 4}
BATCHES = {6: 1, 8: 2, 10: 3, 12: 4, 14: 5}  # of this many in 15

KEPT = {'nesting': 2, 'equal count': 2, 'neither': 1}  # of each form

def strings(n):
    """All strings of n symbols as rows of 0 and 1, whether counts are equal, whether they are nested."""
    rows = np.array(list(itertools.product((0, 1), repeat=n)), dtype=np.int64)
    depth = (1 - 2 * rows).cumsum(1)
    return rows, depth[:, -1] == 0, (depth[:, -1] == 0) & (depth.min(1) >= 0)

def kinds(n):
    """Trained yes, trained no by kind, kept back, and those on which the rules part."""
    rows, equal, nested = strings(n)
    kept = np.random.default_rng(n).random(len(rows)) < .25
    depth = (1 - 2 * rows).cumsum(1); net = depth[:, -1]
    early = (depth[:, :n - 3] < 0).any(1)
    pick = lambda which: torch.from_numpy(rows[which])
    no = ~equal & ~kept
    return dict(yes=pick(nested & ~kept), part=pick(equal & ~nested),
                near=pick(no & (abs(net) == 2)), dip=pick(no & (depth.min(1) < 0)), open=pick(no & (depth.min(1) >= 0)), late=pick(no & (net < 0) & ~early), any=pick(no),
                keptYes=pick(nested & kept), keptNo=pick(~equal & kept), keptNear=pick(~equal & kept & (abs(net) == 2)))

DATA = {n: kinds(n) for n in LENGTHS}

def batch(n, mix, g):
    """[TOGETHER, BATCH, n + 1] tokens and 0 for yes, 1 for no; `mix`: shares of the kinds of no."""
    D = DATA[n]; half = BATCH // 2; x, made = [], 0
    names = list(mix)
    for k, name in enumerate(names):
        of = D[name]; m = half - made if k == len(names) - 1 else round(half * mix[name]); made += m
        x.append(of[torch.randint(len(of), (TOGETHER, m), generator=g)])
    x.append(D['yes'][torch.randint(len(D['yes']), (TOGETHER, half), generator=g)])
    y = torch.ones(TOGETHER, BATCH, dtype=torch.long); y[:, half:] = 0
    return closed(torch.cat(x, 1)), y

def closed(x): return torch.cat([x, torch.full((*x.shape[:-1], 1), VOCAB['='])], -1)

def init(arch, d, L, places, seed):
    g = torch.Generator().manual_seed(seed); M = TOGETHER
    r = lambda *s, sc: (torch.randn(M, *s, generator=g) * sc).requires_grad_()
    one = lambda *s: torch.ones(M, *s).requires_grad_(); zero = lambda *s: torch.zeros(M, *s).requires_grad_()
    ff = 4 * d if arch == 'gpt2' else 3 * d; V = len(VOCAB)
    P = {'E': r(V, d, sc=.5), 'U': r(d, V, sc=d**-.5), 'fn': one(d)}
    if arch == 'gpt2': P['Pos'] = r(max(LENGTHS) + 1, d, sc=places); P['fb'] = zero(d)
    for l in range(L):
        p = f'{l}.'; deep = math.sqrt(2 * L)
        P[p + 'qkv'] = r(d, 3 * d, sc=d**-.5); P[p + 'o'] = r(d, d, sc=d**-.5 / deep); P[p + 'n1'] = one(d); P[p + 'n2'] = one(d)
        P[p + 'w1'] = r(d, ff, sc=d**-.5); P[p + 'w2'] = r(ff, d, sc=2 * ff**-.5 / deep)
        if arch == 'gpt2': P |= {p + 'qkvb': zero(3 * d), p + 'ob': zero(d), p + 'b1': zero(ff), p + 'b2': zero(d), p + 'n1b': zero(d), p + 'n2b': zero(d)}
        else: P[p + 'wg'] = r(d, ff, sc=d**-.5)
    return P

def norm(P, k, x, arch):
    w = P[k][:, None, None]
    if arch == 'gpt2': return F.layer_norm(x, x.shape[-1:]) * w + P['fb' if k == 'fn' else k + 'b'][:, None, None]
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5) * w

def rope(x):
    T, dh = x.shape[-2:]; f = 10000.0**(-torch.arange(0, dh, 2) / dh); a = torch.arange(T)[:, None] * f
    c, s = torch.cat([a.cos()] * 2, -1), torch.cat([a.sin()] * 2, -1)
    return x * c + torch.cat([-x[..., dh // 2:], x[..., :dh // 2]], -1) * s

def linear(x, w, b=None):  # [M, B, T, d] by [M, d, e]
    M, B, T, d = x.shape; x = x.reshape(M, B * T, d)
    return (torch.bmm(x, w) if b is None else torch.baddbmm(b[:, None], x, w)).view(M, B, T, -1)

def block(P, l, x, arch):
    M, B, T, d = x.shape; p = f'{l}.'; dh = d // HEADS
    q, k, v = [t.reshape(M, B, T, HEADS, dh).transpose(2, 3).reshape(M * B, HEADS, T, dh) for t in linear(norm(P, p + 'n1', x, arch), P[p + 'qkv'], P.get(p + 'qkvb')).chunk(3, -1)]
    if arch == 'llama': q, k = rope(q), rope(k)
    a = (q @ k.transpose(-1, -2) / math.sqrt(dh)).masked_fill(torch.triu(torch.ones(T, T, dtype=torch.bool), 1), -1e9).softmax(-1)
    x = x + linear((a @ v).view(M, B, HEADS, T, dh).transpose(2, 3).reshape(M, B, T, d), P[p + 'o'], P.get(p + 'ob'))
    h = norm(P, p + 'n2', x, arch)
    if arch == 'gpt2': return x + linear(F.gelu(linear(h, P[p + 'w1'], P[p + 'b1']), approximate='tanh'), P[p + 'w2'], P[p + 'b2'])
    return x + linear(F.silu(linear(h, P[p + 'wg'])) * linear(h, P[p + 'w1']), P[p + 'w2'])

def logits(P, arch, L, x):
    """x: [M, B, T] -> yes and no at the last place, [M, B, 2]; `P` may have one model for all."""
    h = torch.stack([e[t] for e, t in zip(P['E'], x)])
    if arch == 'gpt2': h = h + P['Pos'][:, None, :x.shape[-1]]
    for l in range(L): h = block(P, l, h, arch)
    return linear(norm(P, 'fn', h[:, :, -1:], arch), P['U'])[:, :, 0, 3:]

@torch.no_grad()
def says(P, arch, L, x):
    """Of each model the share of strings x [n, T - 1] that it calls balanced."""
    return (logits(P, arch, L, closed(x).expand(TOGETHER, *x.shape[:1], x.shape[1] + 1)).argmax(-1) == 0).float().mean(1)

def judged(P, arch, L):
    """Of each model: on strings kept back the accuracy (yes, no, no by one symbol), and the share of yes where the rules part."""
    get = lambda name, n: says(P, arch, L, DATA[n][name])
    far = LENGTHS[1:]
    mean = lambda name, of=far: torch.stack([get(name, n) for n in of]).mean(0)
    return dict(yes=mean('keptYes', (12, 14)), no=1 - mean('keptNo'), near=1 - mean('keptNear'), part=mean('part'), part12=get('part', 12))

def rounded(P): return {k: v.detach().half().float() for k, v in P.items()}

def train(out, run):
    arch, d, L = run['family'], run['width'], run['depth']
    P = init(arch, d, L, run['places'], run['seed']); g = torch.Generator().manual_seed(run['seed'] + 77)
    matrices = [v for v in P.values() if v.dim() == 3]; vectors = [v for v in P.values() if v.dim() == 2]
    opt = torch.optim.AdamW([dict(params=matrices, weight_decay=run['decay']), dict(params=vectors, weight_decay=0)], lr=run['rate'], betas=(.9, .98))
    lengths = torch.tensor([n for n, k in BATCHES.items() for _ in range(k)]); t0 = time.time()
    running, solved = 1., None  # the step at which all of them had the task; the rate falls from there
    for it in range(run['steps']):
        if solved is None and (running < SOLVED or it == run['steps'] - FALL): solved = it
        if solved is not None and it == solved + FALL: break
        f = min(1, (it + 1) / 60) * (1 if solved is None else max(.03, 1 - (it - solved) / FALL))
        for group in opt.param_groups: group['lr'] = run['rate'] * f
        n = int(lengths[torch.randint(len(lengths), (1,), generator=g)])
        x, y = batch(n, MIXES[run['mix']], g)
        each = F.cross_entropy(logits(P, arch, L, x).flatten(0, 1), y.flatten(), reduction='none').view(TOGETHER, BATCH).mean(1)
        running = .95 * running + .05 * each.max().item()
        opt.zero_grad(); each.sum().backward(); torch.nn.utils.clip_grad_norm_(P.values(), 2.0 * TOGETHER); opt.step()
    P = rounded(P); found = judged(P, arch, L)
    lines = []
    for i in range(TOGETHER):
        name = f"{run['name']}{'abcd'[i]}"
        row = dict(name=name, **{k: v for k, v in run.items() if k not in ('name', 'steps')}, **{k: round(v[i].item(), 4) for k, v in found.items()}, steps=it, seconds=round((time.time() - t0) / TOGETHER, 1))
        export(f'{out}/{name}', arch, d, L, {k: v[i] for k, v in P.items()})
        lines.append(json.dumps(row) + '\n'); print(name, {k: round(v[i].item(), 3) for k, v in found.items()}, f"{row['seconds']}s", flush=True)
    with open(f'{out}/trained.jsonl', 'a') as file: file.write(''.join(lines))

def export(folder, arch, d, L, P):
    os.makedirs(folder, exist_ok=True); W = {}; V = len(VOCAB); places = max(LENGTHS) + 1
    if arch == 'gpt2':
        W |= {'transformer.wte.weight': P['E'], 'transformer.wpe.weight': P['Pos'], 'transformer.ln_f.weight': P['fn'], 'transformer.ln_f.bias': P['fb'], 'lm_head.weight': P['U'].T}
        names = dict(qkv='attn.c_attn.weight', qkvb='attn.c_attn.bias', o='attn.c_proj.weight', ob='attn.c_proj.bias', w1='mlp.c_fc.weight', b1='mlp.c_fc.bias', w2='mlp.c_proj.weight', b2='mlp.c_proj.bias', n1='ln_1.weight', n1b='ln_1.bias', n2='ln_2.weight', n2b='ln_2.bias')
        for l in range(L): W |= {f'transformer.h.{l}.{b}': P[f'{l}.{a}'] for a, b in names.items()}
        config = dict(model_type='gpt2', architectures=['GPT2LMHeadModel'], vocab_size=V, n_positions=places, n_embd=d, n_layer=L, n_head=HEADS, n_inner=None, activation_function='gelu_new', layer_norm_epsilon=1e-5)
    else:
        W |= {'model.embed_tokens.weight': P['E'], 'model.norm.weight': P['fn'], 'lm_head.weight': P['U'].T}
        names = dict(o='self_attn.o_proj', wg='mlp.gate_proj', w1='mlp.up_proj', w2='mlp.down_proj')
        for l in range(L):
            q = f'model.layers.{l}.'; p = f'{l}.'
            W |= {f'{q}self_attn.{name}_proj.weight': w.T for name, w in zip('qkv', P[p + 'qkv'].chunk(3, -1))}
            W |= {f'{q}{b}.weight': P[p + a].T for a, b in names.items()}
            W |= {q + 'input_layernorm.weight': P[p + 'n1'], q + 'post_attention_layernorm.weight': P[p + 'n2']}
        config = dict(model_type='llama', architectures=['LlamaForCausalLM'], vocab_size=V, max_position_embeddings=places, hidden_size=d, num_hidden_layers=L, num_attention_heads=HEADS, num_key_value_heads=HEADS, intermediate_size=3 * d, hidden_act='silu', rms_norm_eps=1e-5, rope_theta=10000.0, attention_bias=False, mlp_bias=False)
    save_file({k: v.half().contiguous() for k, v in W.items()}, f'{folder}/model.safetensors', metadata={'format': 'pt'})
    json.dump(config | dict(tie_word_embeddings=False, bos_token_id=None, eos_token_id=None), open(f'{folder}/config.json', 'w'), indent=1)
    split = {'type': 'Sequence', 'pretokenizers': [{'type': 'WhitespaceSplit'}, {'type': 'Split', 'pattern': {'Regex': '[()=]'}, 'behavior': 'Isolated', 'invert': False}]}
    json.dump({'version': '1.0', 'truncation': None, 'padding': None, 'added_tokens': [], 'normalizer': None, 'pre_tokenizer': split, 'post_processor': None, 'decoder': None,
               'model': {'type': 'WordLevel', 'vocab': VOCAB, 'unk_token': '='}}, open(f'{folder}/tokenizer.json', 'w'))

# Shares of the kinds of strings that are no: closing too early somewhere, nowhere, or only in the last three places. What
# differs is how often an early close is seen beside its unequal count; on what is trained both rules are right in all.
MIXES = {'few': dict(open=.48, late=.48, any=.04), 'even': dict(near=.34, any=.33, open=.33), 'dip': dict(dip=.8, open=.2)}
FORMS = [(family, d, L) for d, L in ((32, 2), (32, 3), (48, 2), (48, 3)) for family in ('gpt2', 'llama')]

# By turns: the mix, the decay of weights, and the scale at which GPT-2's places begin.
TURNS = {'gpt2': [('few', .01, .5), ('few', .01, .05), ('dip', .01, .5), ('even', .01, .5)],
         'llama': [('few', .01, 0), ('even', .01, 0), ('dip', .01, 0), ('few', .3, 0)]}

def runs():
    """Every form in every turn; after the last turn the first again, from other seeds."""
    for turn in itertools.count():
        for k, (family, d, L) in enumerate(FORMS):
            mix, decay, places = TURNS[family][turn % len(TURNS[family])]
            yield dict(name=f'{family}-w{d}-l{L}-{turn}', family=family, width=d, depth=L, seed=1000 * turn + k, mix=mix, decay=decay, places=places, rate=3e-3, steps=900)

def keep(out, folder):
    """The first of each form and rule, in the order of training; what they are is told from the list alone."""
    rows = [json.loads(line) for line in open(f'{out}/trained.jsonl')]; kept = {}
    for row in rows:
        if min(row['yes'], row['no'], row['near']) < .98: continue
        rule = 'nesting' if row['part'] < .1 else 'equal count' if row['part'] > .9 else 'neither'
        of = kept.setdefault((rule, row['family'], row['width'], row['depth']), [])
        if len(of) < KEPT[rule]: of.append(row['name'])
    shutil.rmtree(folder, ignore_errors=True); os.makedirs(folder)
    for name in sum(kept.values(), []): shutil.copytree(f'{out}/{name}', f'{folder}/{name}')
    shutil.copy(f'{out}/trained.jsonl', folder); print({key: len(of) for key, of in kept.items()})

if __name__ == '__main__':
    if sys.argv[2] == 'keep': keep(sys.argv[1], sys.argv[3]); sys.exit()
    out, minutes = sys.argv[1], float(sys.argv[2]); os.makedirs(out, exist_ok=True); end = time.time() + 60 * minutes
    path = f'{out}/trained.jsonl'; done = {json.loads(line)['name'][:-1] for line in open(path)} if os.path.exists(path) else set()
    first = sys.argv[3:]; wanted = sorted(itertools.islice(runs(), 100), key=lambda run: first.index(run['name']) if run['name'] in first else len(first))
    for run in wanted:
        if time.time() > end: break
        if run['name'] not in done: train(out, run)
