"""Write the two tasks on which natural models of parentheses are compared: plain.json and telling.json in test/fixture/natural.

    python test/natural/pairs.py        needs numpy

Strings of four blocks of three. Of each pair all 16 mixtures of base and source, block by block, are strings on which
equal count and nesting say the same, so what a model answers to anything that it is asked does not give its rule away.
plain: such pairs as they come. telling: such pairs on which the simplest way to work nesting out would show at one site:
a mark wherever a prefix closes more than it opened, and a count apart from the marks. Interchange block b's marks and
leave the count: where that answers as taking a and b from the source would, for all pairs, the site holds {a, b}.
"""
import json, os
import numpy as np

BLOCKS, SIZE, PAIRS, DRAWS = 'abcd', 3, 256, 1_000_000
n = len(BLOCKS) * SIZE
rows = (np.arange(2**n)[:, None] >> np.arange(n)[::-1]) & 1  # 1 closes
depth = (1 - 2 * rows).cumsum(1)
equal = depth[:, -1] == 0
nested = equal & (depth.min(1) >= 0)
marked = (depth.reshape(-1, len(BLOCKS), SIZE) < 0).any(2)  # [strings, blocks]
symbols = [(2**SIZE - 1) << SIZE * i for i in reversed(range(len(BLOCKS)))]

def mixed(base, source, taken):
    mask = sum(symbols[i] for i in range(len(BLOCKS)) if taken >> i & 1)
    return (base & ~mask) | (source & mask)

def drawn(g):
    """Half nested, half a nested string with one to three symbols turned."""
    x = g.choice(np.flatnonzero(nested), DRAWS); turned = x.copy(); turns = g.integers(1, 4, DRAWS)
    for k in range(3): turned = np.where(k < turns, turned ^ (1 << g.integers(n, size=DRAWS)), turned)
    return np.where(g.random(DRAWS) < .5, x, turned)

def candidates(g):
    """Pairs of which every block differs, and every mixture is a string on which the rules agree."""
    base, source = drawn(g), drawn(g)
    fits = np.all([(base ^ source) & block != 0 for block in symbols], 0)
    for taken in range(2**len(BLOCKS)):
        x = mixed(base, source, taken); fits &= nested[x] | ~equal[x]
    return base[fits], source[fits]

def chosen(base, source, kinds):
    """As many of each kind, in the order of the draws, none twice."""
    pairs = {}
    for k in range(kinds.max() + 1):
        room = (PAIRS * (k + 1)) // (kinds.max() + 1) - len(pairs)
        of = dict.fromkeys(zip(base[kinds == k].tolist(), source[kinds == k].tolist()))
        pairs |= dict.fromkeys(list(of)[:room])
    return list(pairs)

def plain(g):
    base, source = candidates(g)
    return chosen(base, source, nested[base].astype(int))

def telling(g):
    base, source = candidates(g); b = 1
    marks = marked[base].copy(); marks[:, b] = marked[source][:, b]
    taken = nested[mixed(base, source, 0b11)]
    tells = (equal[base] & ~marks.any(1)) == taken
    kinds = np.where(nested[base], 1 + taken, 0)  # no; yes, and no with a and b from the source; yes either way
    return chosen(base[tells], source[tells], kinds[tells])

def words(x):
    text = ''.join('()'[bit] for bit in rows[x])
    return {name: text[i * SIZE:(i + 1) * SIZE] for i, name in enumerate(BLOCKS)}

def write(name, pairs, g):
    g.shuffle(pairs)
    values = [words(x)[BLOCKS[-1]] for x in range(2**SIZE)]
    head = dict(name=f'parentheses, {name}', description='Is it balanced? On every mixture of a pair equal count and nesting say the same.',
                template=''.join(f'{{{b}}}' for b in BLOCKS) + '=', variables={b: values for b in BLOCKS}, answers=['yes', 'no'], separator='', floor=.98)
    lines = [json.dumps(dict(base=words(b), source=words(s), answer='yes' if nested[b] else 'no')) for b, s in pairs]
    with open(f'{os.path.dirname(os.path.abspath(__file__))}/../fixture/natural/{name}.json', 'w') as file:
        file.write(json.dumps(head)[:-1] + ', "pairs": [\n' + ',\n'.join(lines) + '\n]}\n')

if __name__ == '__main__':
    for name, pairs in (('plain', plain), ('telling', telling)):
        g = np.random.default_rng(0); write(name, pairs(g), g)
