// The weights of one block by their canonical names, as a mapping says where they are.
import type { TensorInfo } from '../../checkpoint/checkpoint.ts';
import { count } from '../../core/tensor.ts';
import { plus, reshape, stack, type Weight, type Weights } from '../weight.ts';
import {
  type Axes,
  AxesError,
  laid,
  lettered,
  neighboursApart,
  type Sizes,
  shaped,
} from './axes.ts';
import type { BlockPartName, MappedPart, Mapping } from './mapping.ts';
import type { Taken } from './taken.ts';

/** Sizes that the tensors tell. */
export type BlockSizes = {
  readonly width: number; // d
  readonly headWidth: number; // dh
  readonly mlpWidth: number; // f
};

const separate = ['q', 'k', 'v'] as const;
type Projection = (typeof separate)[number];

export function sizesOf(mapping: Mapping, taken: Taken, width: number): BlockSizes {
  const { block, settings } = mapping;
  const { heads, kvHeads, firstBlock } = settings;
  const numbers = (name: BlockPartName) => {
    const { weight } = partOf(block, name, taken);
    return count(taken.info(`block.${name}.weight`, weight ?? '', firstBlock).shape) / width;
  };
  const rows = block.has('qkv') ? numbers('qkv') / (heads + 2 * kvHeads) : numbers('q') / heads;
  const mlpWidth = block.has('gateUp') ? numbers('gateUp') / 2 : numbers('up');
  if (Number.isInteger(rows) && Number.isInteger(mlpWidth))
    return { width, headWidth: rows, mlpWidth };
  const found = `${heads} heads do not make up ${block.has('qkv') ? 'qkv' : 'q'}`;
  throw taken.wrong(
    'block',
    Number.isInteger(rows) ? 'has an MLP that is no multiple of the width' : found,
  );
}

export function mappedBlock(mapping: Mapping, taken: Taken, sizes: BlockSizes, n: number): Weights {
  const { width: d, mlpWidth: f, headWidth: dh } = sizes;
  const { heads } = mapping.settings;
  const own = { in: d, out: d, f, h: heads, d: dh };
  const plain = (
    name: BlockPartName,
    usual: string,
    wanted: readonly string[],
    shape: readonly number[],
  ) =>
    taken.matrix(
      `block.${name}`,
      partOf(mapping.block, name, taken),
      usual,
      (info, axes) => shaped(laid(info, axes, own, wanted), shape),
      n,
    );
  const bias = (name: BlockPartName, size: number) =>
    taken.vector(`block.${name}.bias`, mapping.block.get(name)?.bias, size, 0, n);
  return {
    ...normsOf(mapping, taken, d, n),
    ...attention(mapping, taken, sizes, n),
    'out.weight': plain('out', 'out (h d)', ['out', 'h', 'd'], [d, heads * dh]),
    'out.bias': bias('out', d),
    ...mlpUp(mapping, taken, sizes, n, (name) => plain(name, 'f in', ['f', 'in'], [f, d]), bias),
    'down.weight': plain('down', 'out f', ['out', 'f'], [d, f]),
    'down.bias': bias('down', d),
  };
}

/** Canonical name of a norm -> the part that it is. */
const norms: Readonly<Record<string, BlockPartName>> = {
  norm1: 'norm1',
  norm2: 'norm2',
  norm1_after: 'norm1After',
  norm2_after: 'norm2After',
};

function normsOf(mapping: Mapping, taken: Taken, width: number, n: number): Weights {
  const { parallel, norms: place } = mapping.settings;
  const all = Object.entries(norms).filter(
    ([, part]) => place === 'around' || !part.endsWith('After'),
  );
  return Object.fromEntries(
    all.flatMap(([name, part]) => {
      // Attention and MLP that read the block's input may read it through one norm.
      const from = parallel && part === 'norm2' && !mapping.block.has(part) ? 'norm1' : part;
      const kept = normOf(
        mapping,
        taken,
        `block.${from}`,
        partOf(mapping.block, from, taken),
        width,
        n,
      );
      return Object.entries(kept).map(([end, weight]) => [`${name}.${end}`, weight]);
    }),
  );
}

/** Without a weight a norm has gain 1, without a bias none is added. */
export function normOf(
  { settings }: Mapping,
  taken: Taken,
  place: string,
  { weight, bias }: MappedPart,
  width: number,
  n?: number,
): Weights {
  const isFromOne = settings.gain === '1 + weight' && weight !== undefined;
  const gain = taken.vector(`${place}.weight`, weight, width, 1, n);
  const scale = { weight: isFromOne ? plus(1, gain) : gain };
  if (settings.norm === 'layer')
    return { ...scale, bias: taken.vector(`${place}.bias`, bias, width, 0, n) };
  if (bias !== undefined)
    throw taken.wrong(`${place}.bias`, 'is named; a norm of kind "rms" has none');
  return scale;
}

/** qkv.weight [(H + 2 K) dh, d], and its bias where one of the three has one. */
function attention(mapping: Mapping, taken: Taken, sizes: BlockSizes, n: number): Weights {
  const { block, settings } = mapping;
  const { heads, kvHeads } = settings;
  const { width: d, headWidth: dh } = sizes;
  const rowsOf = (name: Projection) => (name === 'q' ? heads : kvHeads) * dh;
  const fused = block.get('qkv');
  const matrices = fused
    ? taken.matrix(
        'block.qkv',
        fused,
        '(qkv h d) in',
        (info, axes) => split(info, axes, mapping, sizes),
        n,
      )
    : separate.map((name) => {
        const own = { h: rowsOf(name) / dh, d: dh, in: d };
        const lies = (info: TensorInfo, axes: Axes) =>
          shaped(laid(info, axes, own, ['h', 'd', 'in']), [rowsOf(name), d]);
        return taken.matrix(`block.${name}`, partOf(block, name, taken), '(h d) in', lies, n);
      });
  const weight = stack(matrices.map((one, i) => turning(mapping, sizes, separate[i], one, [d])));
  if (!hasBias(mapping)) return { 'qkv.weight': weight };
  const biases = fused
    ? splitBias(mapping, taken, fused, sizes, n)
    : separate.map((name) =>
        taken.vector(`block.${name}.bias`, block.get(name)?.bias, rowsOf(name), 0, n),
      );
  return {
    'qkv.weight': weight,
    'qkv.bias': stack(biases.map((one, i) => turning(mapping, sizes, separate[i], one, []))),
  };
}

export function hasBias({ block }: Pick<Mapping, 'block'>): boolean {
  return [...separate, 'qkv' as const].some((name) => block.get(name)?.bias !== undefined);
}

/** Queries, keys and values of one tensor, by an axis of their letters: "(qkv h d) in", "in (h kqv d)". */
function split(
  info: TensorInfo,
  axes: Axes,
  mapping: Mapping,
  sizes: BlockSizes,
): readonly Weight[] {
  return splitRows(info, axes, mapping, sizes, [sizes.width]);
}

/** `rest`: [d] of a matrix, [] of a bias, whose axes are those of the matrix without "in". */
function splitRows(
  info: TensorInfo,
  axes: Axes,
  { settings: { heads, kvHeads } }: Mapping,
  { width, headWidth: dh }: BlockSizes,
  rest: readonly number[],
): readonly Weight[] {
  const letters = axes.flat().find((name) => [...name].sort().join('') === 'kqv');
  if (letters === undefined)
    throw new AxesError('has axes without "qkv", in whatever order the three are');
  const end = rest.length > 0 ? ['in'] : [];
  if (heads === kvHeads) {
    const whole = laid(info, axes, { [letters]: 3, h: heads, d: dh, in: width }, [
      letters,
      'h',
      'd',
      ...end,
    ]);
    const each = lettered(whole, letters, 'qkv', { q: 1, k: 1, v: 1 });
    return each.map((one) => reshape(one, [heads * dh, ...rest]));
  }
  // Of unequal numbers of heads the three are whole blocks of rows.
  const rows: Sizes = { q: heads * dh, k: kvHeads * dh, v: kvHeads * dh };
  const merged = axes.map((group) => (group.join(' ') === `${letters} h d` ? ['rows'] : group));
  if (!merged.flat().includes('rows')) {
    throw new AxesError(
      `has fewer heads of keys than of queries; then one axis is (${letters} h d)`,
    );
  }
  const whole = laid(info, merged, { rows: (heads + 2 * kvHeads) * dh, in: width }, [
    'rows',
    ...end,
  ]);
  return lettered(whole, letters, 'qkv', rows);
}

function splitBias(
  mapping: Mapping,
  taken: Taken,
  { bias, axes }: MappedPart,
  sizes: BlockSizes,
  n: number,
) {
  const place = { weight: bias, bias: undefined, axes };
  return taken.matrix(
    'block.qkv.bias',
    place,
    '(qkv h d) in',
    (info, of) =>
      splitRows(
        info,
        of.map((group) => group.filter((name) => name !== 'in')).filter((g) => g.length > 0),
        mapping,
        sizes,
        [],
      ),
    n,
  );
}

/** Queries and keys whose neighbouring numbers turn together, as those turn here: half a turn apart. */
function turning(
  { settings }: Mapping,
  { headWidth: dh }: BlockSizes,
  name: Projection,
  kept: Weight,
  rest: readonly number[],
): Weight {
  const { positions, rotary, heads, kvHeads } = settings;
  if (positions !== 'rotary' || rotary.pairs === 'halves' || name === 'v') return kept;
  return neighboursApart(
    kept,
    name === 'q' ? heads : kvHeads,
    dh,
    turningWidth(rotary.share, dh),
    rest,
  );
}

/** Numbers of each head that turn. */
export function turningWidth(share: number, headWidth: number): number {
  return 2 * Math.floor((share * headWidth) / 2);
}

/** up.weight [f, d]; of a gated MLP gate and up, one below the other. */
function mlpUp(
  { block }: Mapping,
  taken: Taken,
  { width: d, mlpWidth: f }: BlockSizes,
  n: number,
  plain: (name: BlockPartName) => Weight,
  bias: (name: BlockPartName, size: number) => Weight,
): Weights {
  const fused = block.get('gateUp');
  if (fused) {
    const lies = (info: TensorInfo, axes: Axes) => {
      const letters = axes.flat().find((name) => name === 'gu' || name === 'ug');
      if (letters === undefined)
        throw new AxesError('has axes without "gu", gate before up, or "ug"');
      const whole = laid(info, axes, { [letters]: 2, f, in: d }, [letters, 'f', 'in']);
      return reshape(stack(lettered(whole, letters, 'gu', { g: 1, u: 1 })), [2 * f, d]);
    };
    const weight = taken.matrix('block.gateUp', fused, '(gu f) in', lies, n);
    if (fused.bias !== undefined && /ug/.test(fused.axes ?? '')) {
      throw taken.wrong('block.gateUp.bias', 'cannot be read where up stands before gate');
    }
    return { 'up.weight': weight, 'up.bias': bias('gateUp', 2 * f) };
  }
  if (!block.has('gate')) return { 'up.weight': plain('up'), 'up.bias': bias('up', f) };
  const both = ['gate', 'up'] as const;
  return {
    'up.weight': stack(both.map(plain)),
    'up.bias': stack(both.map((name) => bias(name, f))),
  };
}

export function partOf(block: Mapping['block'], name: BlockPartName, taken: Taken): MappedPart {
  const part = block.get(name);
  if (part) return part;
  throw taken.wrong(`block.${name}`, 'is missing');
}
