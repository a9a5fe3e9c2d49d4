// The tensors of a state dict by the module that has them: a linear layer, a convolution, a batch norm. What a module
// is, the shapes say.
import type { Checkpoint, TensorInfo } from '../checkpoint/checkpoint.ts';

export type Module = {
  readonly name: string; // "fc1"
  readonly kind: 'linear' | 'conv' | 'norm';
  readonly from: number; // features or channels
  readonly to: number;
  /** Height and width of a kernel. */
  readonly kernel: readonly number[];
  /** Names of tensors. */
  readonly weight: string;
  readonly bias: string | undefined;
  readonly mean: string | undefined; // running, of a norm
  readonly variance: string | undefined;
};

/** A count that no computation needs. */
const counted = /(^|\.)num_batches_tracked$/;

/** In the order of the file; undefined: a tensor belongs to no such module. */
export function modulesOf({ tensors }: Pick<Checkpoint, 'tensors'>): Module[] | undefined {
  const groups = new Map<string, Map<string, TensorInfo>>();
  for (const [name, info] of tensors) {
    if (counted.test(name)) continue;
    const dot = name.lastIndexOf('.');
    if (dot < 0 || !info.dtype.isWeight) return undefined;
    const group = groups.get(name.slice(0, dot)) ?? new Map<string, TensorInfo>();
    groups.set(name.slice(0, dot), group.set(name.slice(dot + 1), info));
  }
  const modules = [...groups].map(([name, of]) => moduleOf(name, of));
  return modules.length > 0 && modules.every((one) => one !== undefined)
    ? (modules as Module[])
    : undefined;
}

function moduleOf(name: string, of: ReadonlyMap<string, TensorInfo>): Module | undefined {
  const [weight, bias] = [of.get('weight'), of.get('bias')];
  const [mean, variance] = [of.get('running_mean'), of.get('running_var')];
  const known = [weight, bias, mean, variance].filter((one) => one !== undefined);
  if (!weight || known.length < of.size) return undefined;
  const [to = 0, from = to, ...kernel] = weight.shape;
  if (known.slice(1).some(({ shape }) => shape.length !== 1 || shape[0] !== to)) return undefined;
  const isNorm = weight.shape.length === 1 && mean !== undefined && variance !== undefined;
  const kinds = { 2: 'linear', 4: 'conv' } as const;
  const kind = isNorm ? 'norm' : kinds[weight.shape.length as 2 | 4];
  if (kind === undefined || (kind !== 'norm' && mean)) return undefined;
  return {
    ...{ name, kind, from, to, kernel, weight: weight.name, bias: bias?.name },
    ...{ mean: mean?.name, variance: variance?.name },
  };
}
