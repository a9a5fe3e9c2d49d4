// A model's weights by their canonical names: what the spec asks for, from where the dialect keeps it.
import { EngineError } from '../core/error.ts';
import {
  attendWeights,
  type BlockSpec,
  finishWeights,
  headWeights,
  type ImageSpec,
  inputWeights,
  type Spec,
  type WeightSpec,
} from '../graph/spec.ts';
import { specOf } from './architectures.ts';
import type { Canonical } from './canonical.ts';
import type { Config } from './config.ts';
import { type Dialect, type Kept, type Names, rootOf } from './dialect.ts';
import { tie } from './heads.ts';
import type { Named } from './names.ts';
import {
  type NamedTensor,
  renamed,
  type Shape,
  shapeOf,
  tensor,
  tensorsOf,
  type Weight,
  type Weights,
} from './weight.ts';

/** Input vectors of an image: the first, then those of the patches; each with its position added. */
export type PatchEmbedding = {
  readonly reads: 'patches';
  readonly patch: NamedTensor; // [d, C, h, w]
  readonly bias: NamedTensor; // [d]
  readonly first: NamedTensor; // [1, 1, d]
  readonly position: NamedTensor; // [1, T, d]
};

/** Input vectors: token + position + type rows, then, if there is one, a norm. */
export type TokenEmbedding = {
  readonly reads: 'tokens';
  readonly token: NamedTensor; // [V, e]
  /** From e to d; undefined: they are the same. */
  readonly projection: NamedTensor | undefined; // [d, e]
  readonly position: NamedTensor | undefined; // [firstPosition + positions, d]
  readonly firstPosition: number;
  /** A token that takes no position and has the row before the first. */
  readonly padding: number | undefined;
  /** Row 0 of this tensor is added at every position. */
  readonly type: NamedTensor | undefined;
  /** Of the stage after it, if there is one. */
  readonly input: Weights;
};

export type Embedding = TokenEmbedding | PatchEmbedding;

export type Parts = {
  readonly spec: Spec;
  /** Reads answers at a mask token (BERT) instead of after the last token. */
  readonly masked: boolean;
  readonly embedding: Embedding;
  /** By canonical name (graph/spec.ts), for block `layer`. */
  readonly block: (layer: number) => Weights;
  readonly head: Weights;
};

/** Names are those in the file. Throws EngineError where the config is refused. */
export function assemble(
  dialect: Dialect,
  config: Config,
  canonical: Canonical,
  named: Named,
): Parts {
  const { architecture, layout } = dialect;
  const spec = specOf(architecture, canonical, layout);
  const names = dialect.names(config);
  const own = names.unembed('weight', [spec.vocabulary, canonical.tokenWidth]);
  const tied = tie(named, config, names.token, nameOf(own));
  const unembed: Kept = (part, shape) => {
    if (part === 'weight') return tied.head === nameOf(own) ? own : tensor(tied.head, shape);
    const bias = names.unembed('bias', shape);
    if (names.tiedBias === undefined) return bias;
    return tensor(tie(named, config, names.tiedBias, nameOf(bias)).head, shape);
  };
  const { fileName } = named;
  return {
    spec,
    masked: architecture.masked,
    embedding: spec.image
      ? ofPatches(spec, spec.image, names, fileName)
      : ofTokens(dialect, spec, canonical, { ...names, token: tied.embedding }, fileName),
    block: (layer) => {
      const at = `${rootOf(dialect)}${dialect.blocks}.${layer}.`;
      return weightsOfBlock(spec.blocks[layer], names, at, fileName);
    },
    head: weightsOf(headWeights(spec), { ...names.head, unembed }, fileName),
  };
}

function ofTokens(
  { architecture }: Dialect,
  spec: Spec,
  { tokenWidth: e, firstPosition, padding, types: kinds }: Canonical,
  names: Names,
  fileName: Rename,
): TokenEmbedding {
  const { positions, types } = architecture.embedding;
  const { inputWidth: d, vocabulary, maxLength } = spec;
  const table = (name: string, rows: number, width = d) => {
    return { name: fileName(name), shape: [rows, width] };
  };
  return {
    reads: 'tokens',
    token: table(names.token, vocabulary, e),
    projection: e === d ? undefined : table(names.projection!, d, e),
    position: positions ? table(names.position!, firstPosition + maxLength) : undefined,
    firstPosition,
    padding,
    type: types ? table(names.type!, kinds) : undefined,
    input: weightsOf(
      inputWeights(spec),
      { norm: names.embeddingNorm!, project: names.inputProjection! },
      fileName,
    ),
  };
}

function ofPatches(
  { width: d, maxLength }: Spec,
  { channels, patch }: ImageSpec,
  names: Names,
  fileName: Rename,
): PatchEmbedding {
  const named = (name: string, shape: Shape) => ({ name: fileName(name), shape });
  return {
    reads: 'patches',
    patch: named(`${names.token}.weight`, [d, channels, patch.height, patch.width]),
    bias: named(`${names.token}.bias`, [d]),
    first: named(names.first!, [1, 1, d]),
    position: named(names.position!, [1, maxLength, d]),
  };
}

function weightsOfBlock(
  block: BlockSpec,
  { block: modules, everyBlock = {} }: Names,
  at: string,
  fileName: Rename,
): Weights {
  const bound = Object.entries(modules).map(([module, kept]): [string, Kept] => {
    return [module, (part, shape) => kept(part, shape, block.attention)];
  });
  const wanted = [...attendWeights(block), ...finishWeights(block)];
  const isShared = ({ name }: WeightSpec) => name.split('.')[0] in everyBlock;
  return {
    ...weightsOf(
      wanted.filter((one) => !isShared(one)),
      Object.fromEntries(bound),
      (name) => fileName(at + name),
    ),
    ...weightsOf(wanted.filter(isShared), everyBlock, fileName),
  };
}

type Rename = (name: string) => string;

/** The wanted weights from the modules that hold them: `qkv.bias` is the bias of `qkv`. */
function weightsOf(
  wanted: readonly WeightSpec[],
  modules: Readonly<Record<string, Kept>>,
  rename: Rename,
): Weights {
  const one = ({ name, shape }: WeightSpec): [string, Weight] => {
    const [module, part = 'weight'] = name.split('.');
    const weight = modules[module](part === 'bias' ? part : 'weight', shape);
    const found = shapeOf(weight);
    if (found.join() === shape.join()) return [name, renamed(weight, rename)];
    throw new EngineError('internal', `${name} is made as [${found}] and read as [${shape}]`);
  };
  return Object.fromEntries(wanted.map(one));
}

function nameOf(weight: Weight): string {
  return tensorsOf(weight)[0].name;
}

/** Every tensor that the model is made of, one after the other: there may be 250,000. */
export function* tensorsIn(parts: Parts): Generator<NamedTensor> {
  const { embedding } = parts;
  if (embedding.reads === 'patches') {
    yield* [embedding.patch, embedding.bias, embedding.first, embedding.position];
  } else {
    const { token, projection, position, type, input } = embedding;
    for (const rows of [token, projection, position, type]) if (rows) yield rows;
    yield* tensorsOfAll(input);
  }
  for (const layer of parts.spec.blocks.keys()) yield* tensorsOfAll(parts.block(layer));
  yield* tensorsOfAll(parts.head);
}

export function tensorsOfAll(weights: Weights): readonly NamedTensor[] {
  return Object.values(weights).flatMap(tensorsOf);
}
