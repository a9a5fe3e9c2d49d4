// Which tensors of a block are which parts of it, by their shapes first and their names second; and what that leaves open.
import { long, type Meaning, type Module, says } from './guessNames.ts';
import type { BlockPartName } from './mapping.ts';

export type GuessedPart = {
  readonly weight: string;
  readonly bias?: string;
  readonly axes?: string;
};
export type GuessedBlock = {
  readonly parts: Partial<Record<BlockPartName, GuessedPart>>;
  /** Of a tensor with an axis of heads. */
  readonly heads: number | undefined;
  readonly headWidth: number | undefined;
  readonly norms: number;
  /** Tensors that fit nowhere. */
  readonly left: readonly string[];
  readonly unsure: readonly string[];
};

/** Both axes of a matrix, where they are d and another. */
const other = ({ info }: Module, d: number) => {
  const [a, b] = long(info.shape);
  return a === d ? b : a;
};
const isMatrix = ({ info }: Module, d: number) => {
  const sizes = long(info.shape);
  return sizes.length === 2 && sizes.includes(d);
};

export function guessBlock(modules: readonly Module[], d: number): GuessedBlock {
  const unsure: string[] = [];
  const vectors = modules.filter(({ info }) => long(info.shape).length === 1);
  const byHead = modules.filter(({ info }) => long(info.shape).length === 3);
  const matrices = modules.filter((one) => isMatrix(one, d));
  const norms = vectors.filter(({ info }) => long(info.shape)[0] === d);
  const mlp = mlpOf(matrices, d, unsure);
  const rest = matrices.filter((one) => !mlp.used.includes(one));
  const way = mlp.isInOut;
  const attention = attentionOf([...rest, ...byHead], d, way, unsure);
  const used = new Set([...mlp.used, ...attention.used, ...norms]);
  return {
    parts: { ...normParts(norms, unsure), ...attention.parts, ...mlp.parts },
    heads: attention.heads,
    headWidth: attention.headWidth,
    norms: norms.length,
    left: modules.filter((one) => !used.has(one)).map(({ name }) => name),
    unsure,
  };
}

type Found = { readonly parts: GuessedBlock['parts']; readonly used: readonly Module[] };

/** Two matrices between d and f, three where it is gated, or one of 2 f; which is down the biases or the names say. */
function mlpOf(
  matrices: readonly Module[],
  d: number,
  unsure: string[],
): Found & { readonly isInOut: boolean | undefined } {
  const inMlp = (one: Module) => says(one.name, 'mlp') - says(one.name, 'attention');
  const candidates = matrices.filter((one) => other(one, d) !== d);
  const sizes = [...new Set(candidates.map((one) => other(one, d)))];
  const groupOf = (f: number) => candidates.filter((one) => other(one, d) === f);
  const scored = sizes
    .map((f) => ({ f, group: groupOf(f), wide: groupOf(2 * f) }))
    .filter(({ group, wide }) => group.length >= 2 || (group.length === 1 && wide.length === 1))
    .sort((a, b) => Math.max(...b.group.map(inMlp)) - Math.max(...a.group.map(inMlp)) || b.f - a.f);
  const [best] = scored;
  if (!best) return { parts: {}, used: [], isInOut: undefined };
  const { f, group, wide } = best;
  const down = downOf(group, f, unsure);
  const ups = group.filter((one) => one !== down);
  const isInOut = long(down.info.shape)[0] === f;
  const axes = (turned: string) => (isInOut ? { axes: turned } : {});
  const lastPart = { down: part(down, axes('f out')) };
  if (ups.length === 0) {
    unsure.push(
      `block.gateUp.axes: which half of ${wide[0].name} is the gate is not told by names and shapes`,
    );
    const lies = isInOut ? 'in (gu f)' : '(gu f) in';
    return {
      parts: { gateUp: part(wide[0], { axes: lies }), ...lastPart },
      used: [wide[0], down],
      isInOut,
    };
  }
  if (ups.length === 1) {
    return { parts: { up: part(ups[0], axes('in f')), ...lastPart }, used: group, isInOut };
  }
  const gate = best1(ups, 'gate');
  const up = ups.find((one) => one !== gate)!;
  if (says(gate.name, 'gate') === 0)
    unsure.push(`block.gate: ${gate.name} and ${up.name} may be the other way round`);
  const both = { gate: part(gate, axes('in f')), up: part(up, axes('in f')) };
  return { parts: { ...both, ...lastPart }, used: [gate, up, down], isInOut };
}

/** The one that lies otherwise than two others; else the one whose bias has d numbers; else the one that is called so. */
function downOf(group: readonly Module[], f: number, unsure: string[]): Module {
  if (group.length === 1) return group[0];
  const lies = (one: Module) => long(one.info.shape)[0] === f;
  if (group.length >= 3) {
    const odd = group.find((one) => group.filter((two) => lies(two) === lies(one)).length === 1);
    if (odd) return odd;
  }
  const withBias = group.filter(({ biasSize }) => biasSize !== undefined && biasSize !== f);
  if (withBias.length === 1) return withBias[0];
  const called = [...group].sort(
    (a, b) => says(b.name, 'down') - says(b.name, 'up') - says(a.name, 'down') + says(a.name, 'up'),
  );
  if (says(called[0].name, 'down') <= says(called[0].name, 'up')) {
    unsure.push(
      `block.up and block.down: ${group.map(({ name }) => name).join(' and ')} may be the other way round, and lie the other way then`,
    );
  }
  return called[0];
}

type Attention = Found & Pick<GuessedBlock, 'heads' | 'headWidth'>;

function attentionOf(
  all: readonly Module[],
  d: number,
  isInOut: boolean | undefined,
  unsure: string[],
): Attention {
  const fused = all
    .filter((one) => isMatrix(one, d) && other(one, d) > d)
    .sort((a, b) => says(b.name, 'qkv') - says(a.name, 'qkv'))[0];
  if (fused) {
    const lies = long(fused.info.shape)[0] === d;
    const out = best1(
      all.filter((one) => one !== fused && isMatrix(one, d)),
      'out',
    );
    if (!/in_proj_weight|c_attn/.test(fused.name)) {
      unsure.push(
        `block.qkv.axes: the order of queries, keys and values in ${fused.name}, and whether they go head by head ("(h qkv d)")`,
      );
    }
    const parts = {
      qkv: part(fused, lies ? { axes: 'in (qkv h d)' } : {}),
      ...outPart(out, lies, d, unsure),
    };
    return { parts, used: out ? [fused, out] : [fused], heads: undefined, headWidth: undefined };
  }
  const parts: Partial<Record<BlockPartName, GuessedPart>> = {};
  const used: Module[] = [];
  const size = {
    heads: undefined as number | undefined,
    headWidth: undefined as number | undefined,
  };
  for (const name of ['q', 'k', 'v', 'out'] as const) {
    const free = all.filter((one) => !used.includes(one));
    const found = best1(free, name);
    if (!found) continue;
    used.push(found);
    if (says(found.name, name) === 0)
      unsure.push(`block.${name}: nothing says that it is ${found.name}`);
    if (long(found.info.shape).length === 3) {
      const [h, a, b] = long(found.info.shape);
      if (name === 'q') Object.assign(size, { heads: h, headWidth: a === d ? b : a });
      const inner = name === 'out' ? 'out' : 'in';
      parts[name] = part(found, { axes: a === d ? `h ${inner} d` : `h d ${inner}` });
    } else {
      parts[name] =
        name === 'out'
          ? outPart(found, isInOut ?? false, d, unsure).out
          : lying(found, d, isInOut, name, unsure);
    }
  }
  return { parts, used, ...size };
}

function outPart(out: Module | undefined, isInOut: boolean, d: number, unsure: string[]) {
  if (!out) return {};
  const [rows, columns] = long(out.info.shape);
  if (rows !== columns) return { out: part(out, rows === d ? {} : { axes: '(h d) out' }) };
  unsure.push(
    `block.out.axes: ${out.name} is square, so it is taken to lie as the other matrices do`,
  );
  return { out: part(out, isInOut ? { axes: '(h d) out' } : {}) };
}

function lying(
  one: Module,
  d: number,
  isInOut: boolean | undefined,
  name: string,
  unsure: string[],
): GuessedPart {
  const [rows, columns] = long(one.info.shape);
  const turned = rows === columns ? isInOut : rows === d;
  if (rows === columns)
    unsure.push(
      `block.${name}.axes: ${one.name} is square, so it is taken to lie as the MLP's matrices do`,
    );
  return part(one, turned ? { axes: 'in (h d)' } : {});
}

function normParts(norms: readonly Module[], unsure: string[]): GuessedBlock['parts'] {
  const order: readonly BlockPartName[] =
    norms.length >= 4 ? ['norm1', 'norm1After', 'norm2', 'norm2After'] : ['norm1', 'norm2'];
  const sorted = [...norms].sort((a, b) => rank(a.name) - rank(b.name));
  if (norms.length > 1) {
    const named = sorted.slice(0, order.length).map(({ name }, i) => `${order[i]} is ${name}`);
    if (norms.length >= 4 || rank(sorted[0].name) === rank(sorted[1].name))
      unsure.push(`block: ${named.join(', ')}, by the order of names`);
  }
  return Object.fromEntries(
    sorted.slice(0, order.length).map((one, i) => [order[i], part(one, {})]),
  );
}

const rank = (name: string) => says(name, 'second') - says(name, 'first');

function best1(all: readonly Module[], meaning: Meaning): Module {
  return [...all].sort((a, b) => says(b.name, meaning) - says(a.name, meaning))[0];
}

function part({ name, bias }: Module, more: { readonly axes?: string }): GuessedPart {
  return { weight: name, ...(bias === undefined ? {} : { bias }), ...more };
}
