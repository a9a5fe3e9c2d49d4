// What names of tensors tell: which number in them counts blocks, which tensors make up one module, and what words mean.
import type { TensorInfo } from '../../checkpoint/checkpoint.ts';

/** Tensors by pattern; of the block patterns "{n}" stands for the block. */
export type Counted = {
  readonly blocks: number;
  readonly firstBlock: number;
  /** Pattern -> the tensor of the first block. */
  readonly block: ReadonlyMap<string, TensorInfo>;
  readonly outside: readonly TensorInfo[];
};

/** Of each name the leftmost number that runs, for the most tensors, through one range. */
export function countBlocks(tensors: Iterable<TensorInfo>): Counted {
  const all = [...tensors];
  const numbers = new Map<string, Map<number, TensorInfo>>(); // pattern -> number -> tensor
  for (const info of all) {
    for (const { pattern, n } of patternsOf(info.name)) {
      const known = numbers.get(pattern) ?? new Map<number, TensorInfo>();
      numbers.set(pattern, known.set(n, info));
    }
  }
  const ranges = new Map<string, number>(); // "0 2" -> tensors
  const rangeOf = (pattern: string) => {
    const of = [...numbers.get(pattern)!.keys()].sort((a, b) => a - b);
    return of.length === of[of.length - 1] - of[0] + 1 ? `${of[0]} ${of.length}` : undefined;
  };
  for (const { name } of all) {
    const range = patternsOf(name)
      .map(({ pattern }) => rangeOf(pattern))
      .find((one) => one !== undefined);
    if (range !== undefined) ranges.set(range, (ranges.get(range) ?? 0) + 1);
  }
  const [range = '0 0'] = [...ranges].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0] ?? [];
  const [firstBlock, blocks] = range.split(' ').map(Number);
  const block = new Map<string, TensorInfo>();
  const inBlocks = new Set<string>();
  for (const { name } of all) {
    const found = patternsOf(name).find(({ pattern }) => rangeOf(pattern) === range);
    if (!found) continue;
    inBlocks.add(name);
    if (found.n === firstBlock)
      block.set(found.pattern, numbers.get(found.pattern)!.get(firstBlock)!);
  }
  return { blocks, firstBlock, block, outside: all.filter(({ name }) => !inBlocks.has(name)) };
}

/** A name with each of its numbers taken out in turn, from the left. */
function patternsOf(name: string): { readonly pattern: string; readonly n: number }[] {
  return [...name.matchAll(/\d{1,5}(?!\d)/g)].map(({ 0: digits, index }) => ({
    pattern: `${name.slice(0, index)}{n}${name.slice(index + digits.length)}`,
    n: Number(digits),
  }));
}

/** A matrix or a norm with its bias. */
export type Module = {
  readonly name: string; // of the weight, or of what there is
  readonly info: TensorInfo;
  readonly bias: string | undefined;
  readonly biasSize: number | undefined;
};

/** Weights with the biases that go by their names: x.weight and x.bias, W_Q and b_Q, in_proj_weight and in_proj_bias. */
export function modulesOf(tensors: Iterable<readonly [string, TensorInfo]>): Module[] {
  const all = new Map(tensors);
  const biases = new Map<string, string>(); // weight -> bias
  for (const name of all.keys()) {
    const weight = weightNames(name).find((one) => one !== name && all.has(one));
    if (weight !== undefined) biases.set(weight, name);
  }
  const taken = new Set(biases.values());
  return [...all]
    .filter(([name]) => !taken.has(name))
    .map(([name, info]) => {
      const bias = biases.get(name);
      return {
        name,
        info,
        bias,
        biasSize:
          bias === undefined ? undefined : long(all.get(bias)!.shape).reduce((a, b) => a * b, 1),
      };
    });
}

/** What the weight of a bias may be called. */
function weightNames(bias: string): string[] {
  if (/bias$/.test(bias)) return [bias.replace(/bias$/, 'weight'), bias.replace(/[._]bias$/, '')];
  const [, before, first, rest] = /^(.*?)([bB])(_?[A-Za-z0-9]*)$/.exec(bias) ?? [];
  if (first === undefined) return [];
  return first === 'b'
    ? [`${before}w${rest}`, `${before}W${rest}`, `${before}g${rest}`, `${before}gamma`]
    : [`${before}W${rest}`];
}

/** Sizes but for axes of one element. */
export function long(shape: readonly number[]): number[] {
  return shape.filter((size) => size !== 1);
}

/** Words of a name, lower case: "h.{n}.attn.q_proj.weight" -> h, n, attn, q, proj, weight; the last part first counts. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

const meanings = {
  q: ['q', 'wq', 'query', 'queries', 'qproj'],
  k: ['k', 'wk', 'key', 'keys', 'kproj'],
  v: ['v', 'wv', 'value', 'values', 'vproj'],
  qkv: [
    'qkv',
    'kqv',
    'wqkv',
    'cattn',
    'inproj',
    'querykeyvalue',
    'projqkv',
    'att',
    'attn',
    'attention',
  ],
  out: ['o', 'wo', 'out', 'output', 'oproj', 'outproj', 'proj', 'cproj', 'dense', 'merge', 'p'],
  gate: ['gate', 'w1', 'gating', 'wgate', 'g'],
  up: [
    'up',
    'fc1',
    'fcin',
    'cfc',
    'win',
    'w3',
    'lin1',
    'linear1',
    'wide',
    'expand',
    'h4h',
    'm1',
    'in',
    'fc',
    'a',
    '0',
    '1',
  ],
  down: [
    'down',
    'fc2',
    'fcout',
    'cproj',
    'wout',
    'w2',
    'lin2',
    'linear2',
    'narrow',
    'contract',
    '4hh',
    'm2',
    'out',
    'proj',
    'z',
    '2',
    '3',
  ],
  gateUp: ['gateup', 'wi', 'ug', 'gu', 'upgate', 'w12', 'swiglu'],
  attention: ['attn', 'att', 'attention', 'self', 'mha', 'sa', 'selfattn'],
  mlp: ['mlp', 'ffn', 'ff', 'feed', 'fc', 'feedforward', 'moe'],
  tokens: [
    'tok',
    'token',
    'tokens',
    'wte',
    'word',
    'words',
    'vocab',
    'emb',
    'embed',
    'embedding',
    'embeddings',
    'table',
    'input',
  ],
  positions: ['pos', 'position', 'positions', 'positional', 'wpe', 'pe', 'place', 'places'],
  head: [
    'head',
    'lm',
    'unembed',
    'out',
    'output',
    'fc',
    'decoder',
    'logits',
    'classifier',
    'answers',
    'proj',
  ],
  first: ['1', 'attn', 'attention', 'att', 'input', 'pre', 'a', 'first', 'self', '0'],
  second: ['2', 'mlp', 'ffn', 'ff', 'post', 'b', 'second', '1'],
  final: ['f', 'final', 'last', 'end', 'out', 'norm', 'settle', 'head'],
  buffer: ['mask', 'tril', 'causal', 'inv', 'freq', 'freqs', 'rotary', 'rope', 'cos', 'sin', 'cis'],
} as const;
export type Meaning = keyof typeof meanings;

/** How well a name's words say so: the nearer the word is to the end, the more it counts; 0: not at all. */
export function says(name: string, meaning: Meaning): number {
  const words = wordsOf(name).filter((word) => !['weight', 'bias', 'n', 'w'].includes(word));
  const known: readonly string[] = meanings[meaning];
  for (let back = 0; back < words.length; back++) {
    const at = words.length - 1 - back;
    const two = at > 0 ? `${words[at - 1]}${words[at]}` : '';
    if (known.includes(two)) return 4 / (1 + back) + 1;
    if (known.includes(words[at])) return 4 / (1 + back);
  }
  return 0;
}
