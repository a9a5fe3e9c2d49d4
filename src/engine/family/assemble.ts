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
import { type Dialect, type Kept, type Names, rootOf, type Stored } from './dialect.ts';
import { tie } from './heads.ts';
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
  readonly token: NamedTensor; // [V, d]
  readonly position: NamedTensor | undefined; // [positions, d]
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

/** Names are the dialect's (`inFile` puts the file's in their place). Throws where the config is refused. */
export function assemble(
  dialect: Dialect,
  config: Config,
  canonical: Canonical,
  stored: Stored,
): Parts {
  const { architecture, layout } = dialect;
  const spec = specOf(architecture, canonical, layout);
  const names = dialect.names(config);
  const { width: d, inputNorm: norm } = spec;
  const own = names.unembed('weight', [spec.vocabulary, d]);
  const tied = tie(stored, config, names.token, nameOf(own));
  const unembed: Kept = (part, shape) => {
    if (part === 'weight') return tied.head === names.token ? tensor(names.token, shape) : own;
    const bias = names.unembed('bias', shape);
    if (names.tiedBias === undefined) return bias;
    return tensor(tie(stored, config, names.tiedBias, nameOf(bias)).head, shape);
  };
  const { positions, types } = architecture.embedding;
  const table = (name: string, rows: number) => ({ name, shape: [rows, d] });
  return {
    spec,
    masked: architecture.masked,
    embedding: {
      token: table(tied.embedding, spec.vocabulary),
      position: positions ? table(names.position!, canonical.positions) : undefined,
      type: types ? table(names.type!, canonical.types) : undefined,
      norm: norm && weightsOf(normWeights(norm, 'norm', d), { norm: names.embeddingNorm! }),
    },
    block: (layer) => {
      const at = `${rootOf(dialect)}${dialect.blocks}.${layer}.`;
      return mapped(weightsOfBlock(spec.blocks[layer], names.block), (name) => at + name);
    },
    head: weightsOf(headWeights(spec), { ...names.head, unembed }),
  };
}

function weightsOfBlock(block: BlockSpec, modules: Names['block']): Weights {
  const bound = Object.entries(modules).map(([module, kept]): [string, Kept] => {
    return [module, (part, shape) => kept(part, shape, block.attention)];
  });
  return weightsOf([...attendWeights(block), ...finishWeights(block)], Object.fromEntries(bound));
}

/** The wanted weights from the modules that hold them: `qkv.bias` is the bias of `qkv`. */
function weightsOf(
  wanted: readonly WeightSpec[],
  modules: Readonly<Record<string, Kept>>,
): Weights {
  const one = ({ name, shape }: WeightSpec): [string, Weight] => {
    const [module, part = 'weight'] = name.split('.');
    const weight = modules[module](part === 'bias' ? part : 'weight', shape);
    const found = shapeOf(weight);
    if (found.join() === shape.join()) return [name, weight];
    throw new EngineError('internal', `${name} is made as [${found}] and read as [${shape}]`);
  };
  return Object.fromEntries(wanted.map(one));
}

function nameOf(weight: Weight): string {
  return tensorsOf(weight)[0].name;
}

/** The same with the names that the tensors have in the file. */
export function inFile(parts: Parts, fileName: (name: string) => string): Parts {
  const tensor = (named: NamedTensor) => ({ ...named, name: fileName(named.name) });
  const { token, position, type, norm } = parts.embedding;
  return {
    ...parts,
    embedding: {
      token: tensor(token),
      position: position && tensor(position),
      type: type && tensor(type),
      norm: norm && mapped(norm, fileName),
    },
    block: (layer) => mapped(parts.block(layer), fileName),
    head: mapped(parts.head, fileName),
  };
}

function mapped(weights: Weights, rename: (name: string) => string): Weights {
  return Object.fromEntries(
    Object.entries(weights).map(([name, weight]) => [name, renamed(weight, rename)]),
  );
}

/** Every tensor that the model is made of. */
export function tensorsIn(parts: Parts): NamedTensor[] {
  const { token, position, type, norm = {} } = parts.embedding;
  const rows = [token, position, type].filter((one) => one !== undefined);
  const blocks = parts.spec.blocks.map((_, layer) => parts.block(layer));
  const weights = [...blocks, parts.head, norm].flatMap((group) => Object.values(group));
  return [...rows, ...weights.flatMap(tensorsOf)];
}
