// A model's weights by their canonical names: what the spec asks for, from where the dialect keeps it.
import { EngineError } from '../core/error.ts';
import {
  attendWeights,
  type BlockSpec,
  finishWeights,
  headWeights,
  normWeights,
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
  shapeOf,
  tensor,
  tensorsOf,
  type Weight,
  type Weights,
} from './weight.ts';

/** Input vectors: token + position + type rows, then, if there is one, a norm. */
export type Embedding = {
  readonly token: NamedTensor; // [V, e]
  /** From e to d; undefined: they are the same. */
  readonly projection: NamedTensor | undefined; // [d, e]
  readonly position: NamedTensor | undefined; // [firstPosition + positions, d]
  readonly firstPosition: number;
  /** A token that takes no position and has the row before the first. */
  readonly padding: number | undefined;
  /** Row 0 of this tensor is added at every position. */
  readonly type: NamedTensor | undefined;
  readonly norm: Weights | undefined;
};

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
  const { width: d, inputNorm: norm } = spec;
  const own = names.unembed('weight', [spec.vocabulary, canonical.tokenWidth]);
  const tied = tie(named, config, names.token, nameOf(own));
  const unembed: Kept = (part, shape) => {
    if (part === 'weight') return tied.head === names.token ? tensor(names.token, shape) : own;
    const bias = names.unembed('bias', shape);
    if (names.tiedBias === undefined) return bias;
    return tensor(tie(named, config, names.tiedBias, nameOf(bias)).head, shape);
  };
  const { positions, types } = architecture.embedding;
  const { fileName } = named;
  const { tokenWidth: e, firstPosition, padding } = canonical;
  const table = (name: string, rows: number, width = d) => {
    return { name: fileName(name), shape: [rows, width] };
  };
  return {
    spec,
    masked: architecture.masked,
    embedding: {
      token: table(tied.embedding, spec.vocabulary, e),
      projection: e === d ? undefined : table(names.projection!, d, e),
      position: positions ? table(names.position!, firstPosition + spec.maxLength) : undefined,
      firstPosition,
      padding,
      type: types ? table(names.type!, canonical.types) : undefined,
      norm:
        norm && weightsOf(normWeights(norm, 'norm', d), { norm: names.embeddingNorm! }, fileName),
    },
    block: (layer) => {
      const at = `${rootOf(dialect)}${dialect.blocks}.${layer}.`;
      return weightsOfBlock(spec.blocks[layer], names.block, (name) => fileName(at + name));
    },
    head: weightsOf(headWeights(spec), { ...names.head, unembed }, fileName),
  };
}

function weightsOfBlock(block: BlockSpec, modules: Names['block'], rename: Rename): Weights {
  const bound = Object.entries(modules).map(([module, kept]): [string, Kept] => {
    return [module, (part, shape) => kept(part, shape, block.attention)];
  });
  const wanted = [...attendWeights(block), ...finishWeights(block)];
  return weightsOf(wanted, Object.fromEntries(bound), rename);
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
  const { token, projection, position, type, norm = {} } = parts.embedding;
  for (const rows of [token, projection, position, type]) if (rows) yield rows;
  for (const layer of parts.spec.blocks.keys()) yield* tensorsOfAll(parts.block(layer));
  yield* tensorsOfAll(parts.head);
  yield* tensorsOfAll(norm);
}

export function tensorsOfAll(weights: Weights): readonly NamedTensor[] {
  return Object.values(weights).flatMap(tensorsOf);
}
