// What is said of a change between two tensors: what was seen and the numbers that show it, and of a whole checkpoint how many
// tensors each holds for, and where. Never why.
import type { CheckpointDiffView, TensorChange, TensorView } from '../protocol/engineService.ts';
import type { ChangePart, KindOfChange } from '../protocol/kindOfChange.ts';
import { count, percent, rangesOf, tiny } from '../protocol/reportWords.ts';

/** "rounded to a grid of 8 bits by row": the same of all tensors that changed alike. */
export function kindName({ parts }: KindOfChange): string {
  return parts.map(partName).join(' and ');
}

/** The name and the evidence, a sentence a part. */
export function kindSentences(kind: KindOfChange): string[] {
  const { parts, sampled, relative, cosine, effectiveRank } = kind;
  const looked = sampled && `${count(sampled.rows)} of ${count(sampled.of)} rows`;
  const sentences = parts.map((part) => `${partName(part)}${evidenceOf(part, looked)}`);
  const isSame = parts.some(({ kind }) => kind === 'identical');
  const far = [
    ...(relative === null ? [] : [`|A − B| / |A| ${tiny(relative)}`]),
    ...(cosine === null ? [] : [`cosine ${cosineText(cosine)}`]),
    ...(effectiveRank === null
      ? []
      : [
          `effective rank of the difference ${effectiveRank.value.toFixed(1)} of ${effectiveRank.of}`,
        ]),
  ];
  return [
    ...sentences,
    ...(isSame || far.length === 0 ? [] : [far.join(', ')]),
    ...(looked ? [`the kind is told by ${looked}, evenly spread`] : []),
  ];
}

function partName(part: ChangePart): string {
  switch (part.kind) {
    case 'identical':
      return 'identical';
    case 'rows added':
      return `${part.towards} has ${count(part.rows)} ${part.rows === 1 ? 'row' : 'rows'} more`;
    case 'cast':
      return `${of(part)}cast to ${castName(part)}`;
    case 'constant':
      return `constant ${tiny(part.value)} in ${part.in}`;
    case 'transposed':
      return 'transposed';
    case 'scaling':
      return part.by === 'tensor'
        ? 'multiplied by one factor'
        : `multiplied by a factor a ${part.by}`;
    case 'pruning':
      return `${of(part)}new zeros${patterns[part.pattern](part)}`;
    case 'grid':
      return `${of(part)}on a grid of ${part.bits} ${part.bits === 1 ? 'bit' : 'bits'} by ${groupName(part)}`;
    case 'few values':
      return `${of(part)}few values by ${groupName(part)}, unevenly spaced`;
    case 'low rank':
      return `the difference has rank ${part.rank}`;
    case 'some':
      return `some ${part.of} alone have changed`;
    case 'drift':
      return 'drifted';
    case 'not finite':
      return 'values that are not finite';
  }
}

function castName({ to, through, truncated }: Extract<ChangePart, { kind: 'cast' }>): string {
  const first = `${through ?? to}${truncated ? ' by cutting' : ''}`;
  return through === null ? first : `${first}, then ${to}`;
}

function groupName({ by, block }: Extract<ChangePart, { block: number | null }>): string {
  if (by === 'column block') return `block of ${block} down the columns`;
  return block === null ? by : `${by} of ${block}`;
}

/** Where A is made of B. */
function of({ towards }: { readonly towards: 'A' | 'B' }): string {
  return towards === 'A' ? 'A is B, ' : '';
}

type Pruning = Extract<ChangePart, { kind: 'pruning' }>;
const patterns: Readonly<Record<Pruning['pattern'], (part: Pruning) => string>> = {
  rows: () => ' in whole rows',
  columns: () => ' in whole columns',
  'n:m': ({ n, m }) => `, ${n} of every ${m}`,
  smallest: () => ', the smallest values',
  scattered: () => '',
};

/** `looked`: "1,048 of 5,000 rows", where no more were looked at. */
function evidenceOf(part: ChangePart, looked: string | null): string {
  const values = looked === null ? 'values' : 'values that were looked at';
  switch (part.kind) {
    case 'cast':
      return `: every value${looked === null ? '' : ` of ${looked}`} is the other's, ${part.truncated ? 'cut' : 'rounded to nearest'}${part.through === null ? '' : ', and rounded again'}`;
    case 'transposed':
      return `: every value of B ${looked === null ? '' : 'that was looked at '}stands in A with row and column exchanged`;
    case 'scaling': {
      const [least, most] = part.factors.every(isNearOne)
        ? part.factors.map(awayFromOne)
        : part.factors.map(tiny);
      const factors = least === most ? least : `${least} to ${most}`;
      return `: ${factors}${looked === null ? '' : `, in ${looked}`}`;
    }
    case 'pruning': {
      const threshold = part.threshold === null ? '' : `, none above ${tiny(part.threshold)}`;
      return `: ${shareText(part.share)} of the ${values}${threshold}; the rest is as said beside it, or equal`;
    }
    case 'grid': {
      const [least, most] = part.steps.map(tiny);
      const steps = least === most ? `step ${least}` : `steps ${least} to ${most}`;
      return `: ${percent(part.onGrid)} of the ${values} are on it, ${percent(part.nearest)} within half a step of the other's (${steps})`;
    }
    case 'low rank': {
      const values = part.values.map(tiny).join(', ');
      const more = part.rank > part.values.length ? ', ...' : '';
      return ` of at most ${part.of}: singular values${part.rows === null ? '' : ` (of ${part.rows} of the rows)`} ${values}${more}, then ${tiny(part.next)}, where rounding leaves up to ${tiny(part.floor)}`;
    }
    case 'few values':
      return `: at most ${part.most} different ones${looked === null ? '' : `, in ${looked}`}`;
    case 'some':
      return `: ${count(part.changed)} of ${count(part.all)}; the others are equal`;
    default:
      return '';
  }
}

/** No share is none. */
function shareText(share: number): string {
  return share > 0 && share < 1e-3 ? `${tiny(100 * share)} %` : percent(share);
}

/** So that two digits would hide what it does. */
function isNearOne(factor: number): boolean {
  return Math.abs(factor - 1) < 0.05;
}

function awayFromOne(factor: number): string {
  const off = factor - 1;
  return off === 0 ? '1' : `1 ${off < 0 ? '−' : '+'} ${tiny(Math.abs(off))}`;
}

function cosineText(cosine: number): string {
  return cosine > 0.999 && cosine < 1 ? `1 − ${tiny(1 - cosine)}` : cosine.toFixed(3);
}

/** Weights of one place in a block: "attention", "MLP", "norms". */
export type Place = { readonly module: string; readonly layer: number | null };

const modules: readonly (readonly [string, RegExp])[] = [
  ['norms', /norm|(?:^|[._ ])ln(?:_?\w)?(?:[._ ]|$)/i],
  [
    'attention',
    /attn|attention|(?:^|[._ ])(?:[qkvo]|qkv|wq|wk|wv|wo|out)(?:_proj|[._ ]|$)|q_proj|k_proj|v_proj|o_proj/i,
  ],
  ['MLP', /mlp|ffn|feed_?forward|fc\d?|gate|up|down|intermediate/i],
  ['head', /head|unembed|output|classifier|score/i],
  ['embeddings', /emb|wte|wpe|tok|pos/i],
];

export function placeOf(name: string): Place {
  const [, layer] = /(?:^|[._ ])(\d+)(?:[._ ]|$)/.exec(name) ?? [];
  const module = modules.find(([, pattern]) => pattern.test(name))?.[0] ?? 'others';
  return { module, layer: layer === undefined ? null : Number(layer) };
}

export type KindCount = {
  readonly name: string;
  readonly tensors: number;
  readonly first: TensorChange;
  /** What is said of the first. */
  readonly evidence: readonly string[];
  /** The first's name, where something else is said of another; null: of all of them the same. */
  readonly evidenceOf: string | null;
};

/** How many tensors each kind holds for, the most first. */
export function kindCounts(changes: readonly TensorChange[]): KindCount[] {
  const counts = new Map<string, KindCount>();
  for (const change of changes) {
    const name = kindName(change.kind);
    const evidence = kindSentences(change.kind);
    const known = counts.get(name);
    if (!known) {
      counts.set(name, { name, tensors: 1, first: change, evidence, evidenceOf: null });
      continue;
    }
    const isSame = known.evidenceOf === null && evidence.join('\n') === known.evidence.join('\n');
    const evidenceOf = isSame ? null : known.first.name;
    counts.set(name, { ...known, tensors: known.tensors + 1, evidenceOf });
  }
  return [...counts.values()].sort((a, b) => b.tensors - a.tensors);
}

export type ProfileRow = {
  /** undefined: outside of blocks. */
  readonly layer: number | null;
  readonly module: string;
  readonly tensors: number;
  readonly frozen: number; // identical ones
  /** |A - B| / |A| over all of them; null: there is no such number. */
  readonly relative: number | null;
};

/** By layer and kind of module, how far the values have moved and how many tensors have not at all. */
export function profileOf(changes: readonly TensorChange[]): ProfileRow[] {
  const rows = new Map<string, ProfileRow & { apart: number; own: number }>();
  for (const { name, difference, norm, differing } of changes) {
    const { layer, module } = placeOf(name);
    const key = JSON.stringify([layer, module]);
    const before = rows.get(key) ?? {
      layer,
      module,
      tensors: 0,
      frozen: 0,
      relative: null,
      apart: 0,
      own: 0,
    };
    rows.set(key, {
      ...before,
      tensors: before.tensors + 1,
      frozen: before.frozen + (differing === 0 ? 1 : 0),
      apart: Math.hypot(before.apart, difference ?? Number.POSITIVE_INFINITY),
      own: Math.hypot(before.own, norm ?? Number.POSITIVE_INFINITY),
    });
  }
  const order = (layer: number | null) => layer ?? -1;
  return [...rows.values()]
    .map(({ apart, own, ...row }) => ({
      ...row,
      relative: own > 0 && Number.isFinite(apart / own) ? apart / own : null,
    }))
    .sort((a, b) => order(a.layer) - order(b.layer) || (a.module < b.module ? -1 : 1));
}

/** Said where the two differ in it. */
export function headWords([a, b]: CheckpointDiffView['heads']): string | undefined {
  if (a === b || !a || !b) return undefined;
  const tied = a === 'tied' ? 'A' : 'B';
  return `the head is tied to the table of tokens in ${tied}, and a tensor of its own in ${tied === 'A' ? 'B' : 'A'}`;
}

/** "blocks 0-3 and norms are frozen": what has not changed at all, beside what has. */
export function frozenWords(profile: readonly ProfileRow[]): string | undefined {
  const isFrozen = ({ tensors, frozen }: ProfileRow) => tensors === frozen;
  if (profile.every(isFrozen) || !profile.some(isFrozen)) return undefined;
  const layers = [...new Set(profile.map(({ layer }) => layer))];
  const whole = layers.filter(
    (layer): layer is number =>
      layer !== null && profile.filter((row) => row.layer === layer).every(isFrozen),
  );
  const names = [...new Set(profile.map(({ module }) => module))];
  const kinds = names.filter((module) =>
    profile.filter((row) => row.module === module).every(isFrozen),
  );
  const words = [
    ...(whole.length > 0 ? [`block${whole.length > 1 ? 's' : ''} ${rangesOf(whole)}`] : []),
    ...kinds,
  ];
  return words.length > 0 ? `unchanged as a whole: ${words.join(', ')}` : undefined;
}

/** "32 values in 34 bytes, 8.5 bits each" of a dtype that keeps values in blocks. */
export function blockWords({ values, bytes }: NonNullable<TensorView['block']>): string {
  return `${values} values in ${bytes} bytes, ${Number(((8 * bytes) / values).toFixed(2))} bits each`;
}
