// A model of tensors that no family has the names of: a transformer as a mapping file says it. The weights are
// expressions, as those of a dialect.
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { quoted } from '../../checkpoint/words.ts';
import type { FloatTensor } from '../../core/tensor.ts';
import {
  attendWeights,
  type BlockSpec,
  finishWeights,
  headWeights,
  type Norm,
  type Spec,
  type WeightSpec,
} from '../../graph/spec.ts';
import type { Parts } from '../assemble.ts';
import { type NamedTensor, tensor, type Weights } from '../weight.ts';
import { laid, shaped } from './axes.ts';
import {
  type BlockSizes,
  hasBias,
  mappedBlock,
  normOf,
  sizesOf,
  turningWidth,
} from './mappedBlock.ts';
import type { MappedPart, Mapping, PartName } from './mapping.ts';
import { Taken } from './taken.ts';

/** What a mapping makes of a checkpoint. */
export type Mapped = {
  readonly dialect: { readonly name: string; readonly title: string };
  readonly parts: Parts;
  readonly checkpoint: Checkpoint;
  readonly notes: readonly string[];
};

/** Throws EngineError 'model-inconsistent' naming the file, the place in it and the tensor. */
export function mappedModel(checkpoint: Checkpoint, mapping: Mapping): Mapped {
  const taken = new Taken(checkpoint, mapping);
  const { settings, file } = mapping;
  const tokens = table(mapping, taken, 'tokens');
  const [vocabulary, width] = tokens.shape;
  const position =
    settings.positions === 'learned' ? positionsOf(mapping, taken, width) : undefined;
  const sizes = sizesOf(mapping, taken, width);
  const spec = specOf(mapping, sizes, vocabulary, position);
  const wanted = [...attendWeights(spec.blocks[0]), ...finishWeights(spec.blocks[0])];
  const block = (layer: number) =>
    only(wanted, mappedBlock(mapping, taken, sizes, settings.firstBlock + layer));
  for (const layer of spec.blocks.keys()) block(layer); // all are checked before anything is read
  const parts: Parts = {
    spec,
    masked: !settings.causal,
    embedding: {
      reads: 'tokens',
      token: tokens,
      projection: undefined,
      position: position?.rows,
      firstPosition: 0,
      padding: undefined,
      type: undefined,
      input: !spec.inputNorm
        ? {}
        : named(
            'norm',
            normOf(
              mapping,
              taken,
              'tensors.embeddingNorm',
              mapping.tensors.get('embeddingNorm')!,
              width,
            ),
          ),
    },
    block,
    head: headOf(mapping, taken, spec, tokens),
  };
  taken.checkLeft();
  return {
    dialect: { name: 'mapping', title: `mapping ${file}` },
    parts,
    checkpoint: position ? withPositions(checkpoint, position, settings.tokenScale) : checkpoint,
    notes: [...checkpoint.notes, ...notesOf(mapping)],
  };
}

function notesOf({ file, isGuess, unsure }: Mapping): string[] {
  const guess = `${file} is a guess that nobody has confirmed ("guess": true)`;
  const doubts = unsure.length > 0 ? `; unsure: ${unsure.join('; ')}` : '';
  return [`The tensors are read by ${file}.`, ...(isGuess ? [`${guess}${doubts}.`] : [])];
}

function specOf(
  { settings, block, tensors }: Mapping,
  { width, headWidth, mlpWidth }: BlockSizes,
  vocabulary: number,
  position: Positions | undefined,
): Spec {
  const { heads, kvHeads, epsilon, activation, causal, parallel, rotary, norms } = settings;
  const norm: Norm = { kind: settings.norm, epsilon };
  const has = (...names: Parameters<typeof block.get>[0][]) =>
    names.some((name) => block.get(name)?.bias !== undefined);
  const orders = {
    before: parallel ? 'parallel' : 'pre',
    after: 'post',
    around: 'around',
  } as const;
  const turn = turningWidth(rotary.share, headWidth);
  const frequencies = Array.from({ length: turn / 2 }, (_, i) => rotary.base ** (-(2 * i) / turn));
  const one: BlockSpec = {
    width,
    order: orders[norms],
    norm,
    causal,
    attention: {
      heads,
      kvHeads,
      headWidth,
      scale: settings.scoreScale ?? 1 / Math.sqrt(headWidth),
      softcap: undefined,
      window: undefined,
      clip: undefined,
      norm: undefined,
      rotary: settings.positions === 'rotary' ? { frequencies, scale: 1 } : undefined,
      distances: undefined,
      slopes: undefined,
      bias: { qkv: hasBias({ block }), out: has('out') },
    },
    mlp: {
      width: mlpWidth,
      activation,
      gated: block.has('gate') || block.has('gateUp'),
      bias: has('up', 'gate', 'gateUp', 'down'),
    },
    layout: 'out-in',
  };
  return {
    width,
    vocabulary,
    maxLength: Math.min(
      settings.longest ?? position!.count,
      position?.count ?? Number.POSITIVE_INFINITY,
    ),
    causal,
    image: undefined,
    inputScale: settings.tokenScale,
    inputNorm: tensors.has('embeddingNorm') ? norm : undefined,
    inputWidth: width,
    blocks: Array.from({ length: settings.blocks }, () => one),
    head: {
      width,
      kind: tensors.has('finalNorm') ? 'norm' : 'plain',
      norm,
      activation,
      layout: 'out-in',
      bias: tensors.get('head')?.bias !== undefined,
      softcap: undefined,
    },
  };
}

function headOf(mapping: Mapping, taken: Taken, spec: Spec, tokens: NamedTensor): Weights {
  const { tensors, settings } = mapping;
  const { width, vocabulary } = spec;
  const head = tensors.get('head');
  const finalNorm = tensors.get('finalNorm');
  const norm = finalNorm
    ? named('norm', normOf(mapping, taken, 'tensors.finalNorm', finalNorm, width))
    : {};
  if (settings.tied && head?.weight !== undefined) {
    throw taken.wrong(
      'tensors.head.weight',
      'is named, and settings.tied is true: it is one or the other',
    );
  }
  if (!settings.tied && !head)
    throw taken.wrong('tensors.head', 'is missing; or settings.tied is true');
  const sizes = { v: vocabulary, in: width };
  const unembed = settings.tied
    ? tensor(taken.tiedTo(tokens.name), tokens.shape)
    : taken.matrix('tensors.head', head!, 'v in', (info, axes) =>
        shaped(laid(info, axes, sizes, ['v', 'in']), [vocabulary, width]),
      );
  const all = {
    ...norm,
    unembed,
    'unembed.bias': taken.vector('tensors.head.bias', head?.bias, vocabulary, 0),
  };
  return only(headWeights(spec), all);
}

/** What the graphs ask for; of what is 0 or 1 everywhere more was made. */
function only(wanted: readonly WeightSpec[], made: Weights): Weights {
  return Object.fromEntries(wanted.map(({ name }) => [name, made[name]]));
}

function named(name: string, kept: Weights): Weights {
  return Object.fromEntries(
    Object.entries(kept).map(([end, weight]) => [`${name}.${end}`, weight]),
  );
}

function table(mapping: Mapping, taken: Taken, name: PartName): NamedTensor {
  const { weight, axes } = partIn(mapping, taken, name);
  const info = taken.info(`tensors.${name}.weight`, weight);
  if (axes !== undefined)
    throw taken.wrong(`tensors.${name}.axes`, 'is said; a row a token is all that is read');
  if (info.shape.length === 2) return { name: info.name, shape: info.shape };
  throw taken.wrong(
    `tensors.${name}.weight`,
    `is tensor ${quoted(info.name)} of shape [${info.shape.join(', ')}]; allowed: [tokens, width]`,
  );
}

type Positions = { readonly rows: NamedTensor; readonly count: number };

/** A table [P, d] in which axes of one element may stand. */
function positionsOf(mapping: Mapping, taken: Taken, width: number): Positions {
  const { weight } = partIn(mapping, taken, 'positions');
  const info = taken.info('tensors.positions.weight', weight);
  const [count, last, ...more] = info.shape.filter(
    (size, i, all) => size !== 1 || i === all.length - 1,
  );
  if (last !== width || more.length > 0)
    throw taken.misfit('tensors.positions.weight', info, [count, width]);
  return { rows: { name: info.name, shape: [count, width] }, count };
}

function partIn(
  { tensors }: Mapping,
  taken: Taken,
  name: PartName,
): MappedPart & { readonly weight: string } {
  const part = tensors.get(name);
  if (part?.weight === undefined) throw taken.wrong(`tensors.${name}`, 'is missing');
  return { ...part, weight: part.weight };
}

/**
 * The checkpoint with its table of positions as [P, d]; divided by what the sum of token and position is multiplied by,
 * for it is the tokens' alone.
 */
function withPositions(
  checkpoint: Checkpoint,
  { rows, count }: Positions,
  scale: number,
): Checkpoint {
  const { name, shape } = rows;
  const info = checkpoint.tensors.get(name)!;
  if (scale === 1 && info.shape.join() === shape.join()) return checkpoint;
  const [, width] = shape;
  let whole: Promise<FloatTensor> | undefined;
  return {
    ...checkpoint,
    tensors: new Map([...checkpoint.tensors]).set(name, { ...info, shape }),
    readRows: async (job, tensorName, from, to) => {
      if (tensorName !== name) return checkpoint.readRows(job, tensorName, from, to);
      whole ??= checkpoint.read(job, name);
      const { data } = await whole;
      const part = data.subarray(from * width, Math.min(to, count) * width);
      return { dims: [to - from, width], data: scale === 1 ? part : part.map((x) => x / scale) };
    },
  };
}
