// A mapping as names, shapes and a config of whatever words suggest it. Everything that they do not tell is listed as
// unsure; whoever knows the model goes through that list, and a golden shows if it is right.
import type { Checkpoint, Json, JsonObject } from '../../checkpoint/checkpoint.ts';
import { count } from '../../core/tensor.ts';
import { activations } from '../activations.ts';
import { type GuessedBlock, guessBlock } from './guessBlock.ts';
import {
  type Counted,
  countBlocks,
  long,
  type Module,
  modulesOf,
  says,
  wordsOf,
} from './guessNames.ts';

export type Guess = {
  /** As a mapping file has it; undefined: it looks like no transformer. */
  readonly mapping: JsonObject | undefined;
  readonly unsure: readonly string[];
  readonly evidence: readonly string[];
};

export function guessMapping({
  tensors,
  config = {},
}: Pick<Checkpoint, 'tensors' | 'config'>): Guess {
  const weights = [...tensors.values()].filter(({ dtype }) => dtype.isWeight);
  const counted = countBlocks(weights);
  const d = widthOf(counted);
  if (d === undefined) {
    const why =
      counted.blocks === 0
        ? 'no number in the names counts blocks'
        : 'no matrix outside the blocks has a width in common with them';
    return { mapping: undefined, unsure: [], evidence: [why] };
  }
  const { blocks, firstBlock } = counted;
  const block = guessBlock(modulesOf(counted.block), d);
  const outside = outsideOf(modulesOf(counted.outside.map((info) => [info.name, info])), d);
  const rowsOf = (name: 'q' | 'k' | 'qkv') => {
    const { weight = '' } = block.parts[name] ?? {};
    return count(counted.block.get(weight)?.shape ?? [0]) / d;
  };
  const said = settingsOf({ d, block, outside, config, rowsOf });
  const evidence = [
    `"{n}" in names runs from ${firstBlock} to ${firstBlock + blocks - 1}: ${blocks} blocks`,
    `width ${d}: the size that most tensors of a block have, and a table outside`,
    ...outside.evidence,
  ];
  const left = [...block.left, ...outside.left];
  const isBuffer = (name: string) => says(name, 'buffer') > 0;
  const unsure = [
    ...said.unsure,
    ...outside.unsure,
    ...block.unsure,
    ...left.filter((name) => !isBuffer(name)).map((name) => `${name}: nothing says what it is`),
  ];
  const ignored = left.filter(isBuffer);
  return {
    mapping: {
      guess: true,
      unsure,
      evidence,
      settings: { blocks, firstBlock, ...said.settings },
      tensors: outside.parts,
      block: block.parts,
      ...(ignored.length > 0 ? { ignored } : {}),
    },
    unsure,
    evidence,
  };
}

/** The size that most tensors of a block have among those of tables outside. */
function widthOf({ block, outside, blocks }: Counted): number | undefined {
  if (blocks === 0) return undefined;
  const outer = new Set(
    outside.flatMap(({ shape }) => (long(shape).length === 2 ? long(shape) : [])),
  );
  const times = new Map<number, number>();
  for (const { shape } of block.values()) {
    for (const size of new Set(long(shape)))
      if (outer.has(size)) times.set(size, (times.get(size) ?? 0) + 1);
  }
  return [...times].sort(([a, x], [b, y]) => y - x || a - b)[0]?.[0];
}

type Outside = {
  readonly parts: Readonly<
    Record<string, { readonly weight: string; readonly bias?: string; readonly axes?: string }>
  >;
  readonly unsure: readonly string[];
  readonly evidence: readonly string[];
  readonly left: readonly string[];
  readonly tied: boolean;
};

function outsideOf(modules: readonly Module[], d: number): Outside {
  const [unsure, evidence]: [string[], string[]] = [[], []];
  const tables = modules.filter(
    ({ info }) => long(info.shape).length === 2 && long(info.shape).includes(d),
  );
  const score = (one: Module) =>
    says(one.name, 'tokens') - 2 * says(one.name, 'positions') - says(one.name, 'head');
  const rows = ({ info }: Module) => long(info.shape)[0];
  const asRows = tables.filter(({ info }) => info.shape.length === 2 && info.shape[1] === d);
  const [tokens] = [...asRows].sort((a, b) => score(b) - score(a) || rows(b) - rows(a));
  if (!tokens)
    return {
      parts: {},
      unsure: ['tensors.tokens: no table has a row of the width for each token'],
      evidence,
      left: modules.map(({ name }) => name),
      tied: false,
    };
  if (score(tokens) <= 0 && asRows.length > 1)
    unsure.push(`tensors.tokens: nothing says that it is ${tokens.name}`);
  const V = rows(tokens);
  const others = tables.filter((one) => one !== tokens);
  const isHead = (one: Module) =>
    long(one.info.shape).includes(V) && says(one.name, 'positions') === 0;
  const [head] = others.filter(isHead).sort((a, b) => says(b.name, 'head') - says(a.name, 'head'));
  const [positions] = others
    .filter((one) => one !== head && long(one.info.shape)[1] === d)
    .sort((a, b) => says(b.name, 'positions') - says(a.name, 'positions'));
  const norms = modules.filter(
    ({ info }) => long(info.shape).length === 1 && long(info.shape)[0] === d,
  );
  const embeddingNorm = norms.find(({ name }) => wordsOf(name).some((word) => /^emb/.test(word)));
  const [finalNorm] = norms
    .filter((one) => one !== embeddingNorm)
    .sort((a, b) => says(b.name, 'final') - says(a.name, 'final'));
  if (head && V === d) unsure.push(`tensors.head.axes: ${head.name} is square`);
  if (!head)
    evidence.push('no other tensor has a side for each token: the table of tokens is the head too');
  const headLies = head && long(head.info.shape)[0] !== V ? { axes: 'in v' } : {};
  const named = (key: string, one: Module | undefined, more = {}) =>
    one
      ? {
          [key]: {
            weight: one.name,
            ...(one.bias === undefined ? {} : { bias: one.bias }),
            ...more,
          },
        }
      : {};
  const used = [tokens, positions, embeddingNorm, finalNorm, head];
  return {
    parts: {
      ...named('tokens', tokens),
      ...named('positions', positions),
      ...named('embeddingNorm', embeddingNorm),
      ...named('finalNorm', finalNorm),
      ...named('head', head, headLies),
    },
    unsure,
    evidence,
    left: modules.filter((one) => !used.includes(one)).map(({ name }) => name),
    tied: !head,
  };
}

type Basis = {
  readonly d: number;
  readonly block: GuessedBlock;
  readonly outside: Outside;
  readonly config: JsonObject;
  /** Rows of queries, keys, or all three. */
  readonly rowsOf: (name: 'q' | 'k' | 'qkv') => number;
};

/** From the config, by keys of any dialect, or as most have it: then it is unsure. */
function settingsOf({ d, block, outside, config, rowsOf }: Basis) {
  const unsure: string[] = [];
  const guess = <T extends Json>(
    name: string,
    keys: RegExp,
    isOne: (value: Json) => value is T,
    otherwise: T,
    why: string,
  ): T => {
    const said = valueOfKey(config, keys, isOne);
    if (said === undefined) unsure.push(`settings.${name}: ${JSON.stringify(otherwise)}, ${why}`);
    return said ?? otherwise;
  };
  const isWhole = (value: Json): value is number =>
    Number.isInteger(value) && (value as number) > 0;
  const isNumber = (value: Json): value is number => typeof value === 'number' && value > 0;
  const isActivation = (value: Json): value is string =>
    typeof value === 'string' && Object.hasOwn(activations, value);
  const isGated = block.parts.gate !== undefined || block.parts.gateUp !== undefined;
  const isLayer = block.parts.norm1?.bias !== undefined;
  if (!isLayer)
    unsure.push(
      'settings.norm: "rms", for norms without a bias mostly are',
      'settings.gain: "weight", where it may be "1 + weight"',
    );
  const { positions, finalNorm } = outside.parts;
  const norms = block.norms >= 4 ? 'around' : finalNorm ? 'before' : 'after';
  if (!finalNorm) unsure.push('settings.norms: "after", for no norm stands after the blocks');
  const parallel = block.norms === 1;
  if (parallel) unsure.push('settings.parallel: true, for a block has one norm');
  const heads =
    block.heads ??
    guess(
      'heads',
      /^(?:num_attention_heads|n_?heads?|num_heads|heads|nhead)$/,
      isWhole,
      likelyHeads(d, rowsOf('qkv')),
      'which no shape tells',
    );
  const kvHeads = kvHeadsOf(heads, rowsOf, d);
  const looksOfTorch = Object.values(block.parts).some((part) =>
    /self_attn\.in_proj|linear1\./.test(part?.weight ?? ''),
  );
  const usualActivation = isGated ? 'silu' : looksOfTorch ? 'relu' : 'gelu';
  const scale = positions && /(?:^|\.)pe$/.test(positions.weight) ? Math.sqrt(d) : undefined;
  if (scale !== undefined)
    unsure.push(
      `settings.tokenScale: ${scale}, for tutorials that keep sines as "pe" multiply tokens by sqrt(width)`,
    );
  unsure.push('settings.causal: true, which no tensor tells');
  const unsaid = Object.entries(config).filter(
    ([key, value]) =>
      /window|cap|scaling|alibi|clip/.test(key) && value !== null && value !== false,
  );
  for (const [key] of unsaid) unsure.push(`config.json says ${key}, which a mapping cannot say`);
  const rotary = {
    base: guess2(config, /rope_theta|rotary_emb_base|rope_base|theta/, isNumber, 10_000),
  };
  if (!positions)
    unsure.push(
      'settings.positions: "rotary", for there is no table of positions',
      `settings.rotary: base ${rotary.base}, all of a head, "halves"`,
    );
  const settings = {
    heads,
    ...(kvHeads === heads ? {} : { kvHeads }),
    norm: isLayer ? 'layer' : 'rms',
    epsilon: guess('epsilon', /eps/, isNumber, isLayer ? 1e-5 : 1e-6, 'the usual one'),
    norms,
    ...(parallel ? { parallel } : {}),
    activation: guess('activation', /act/, isActivation, usualActivation, 'the usual one'),
    positions: positions ? 'learned' : 'rotary',
    ...(positions
      ? {}
      : {
          rotary,
          longest: guess(
            'longest',
            /^(?:max_position_embeddings|n_ctx|n_positions|block_size|max_seq_len|context_length|max_len)$/,
            isWhole,
            1024,
            'as long as you like',
          ),
        }),
    ...(scale === undefined ? {} : { tokenScale: scale }),
    ...(outside.tied ? { tied: true } : {}),
  };
  return { settings, unsure };
}

function guess2<T extends Json>(
  config: JsonObject,
  keys: RegExp,
  isOne: (value: Json) => value is T,
  otherwise: T,
): T {
  return valueOfKey(config, keys, isOne) ?? otherwise;
}

function valueOfKey<T extends Json>(
  config: JsonObject,
  keys: RegExp,
  isOne: (value: Json) => value is T,
): T | undefined {
  for (const [key, value] of Object.entries(config))
    if (keys.test(key) && isOne(value)) return value;
  return undefined;
}

/** Keys have fewer rows where they have fewer heads. */
function kvHeadsOf(heads: number, rowsOf: Basis['rowsOf'], d: number): number {
  const fused = rowsOf('qkv');
  const found = fused > 0 ? (fused / (d / heads) - heads) / 2 : rowsOf('k') / (rowsOf('q') / heads);
  return Number.isInteger(found) && found >= 1 && found <= heads ? found : heads;
}

/** Heads of 64, else of 32, 16, .. that divide the width; of a fused tensor the keys have whole heads too. */
function likelyHeads(d: number, fused: number): number {
  const isWhole = (heads: number) =>
    fused === 0 || Number.isInteger((fused / (d / heads) - heads) / 2);
  const widths = [64, 32, 16, 8, 4, 2].filter((one) => d % one === 0 && d / one >= 2);
  const width = widths.find((one) => isWhole(d / one)) ?? widths[0];
  return width === undefined ? 1 : d / width;
}
