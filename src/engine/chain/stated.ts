// A whole module of PyTorch says its classes and settings. Parts of a Sequential are computed as they stand there; of a
// class of somebody's own, whose code is not run, nothing is guessed against what its parts say.
import type { Checkpoint, StatedModule } from '../checkpoint/checkpoint.ts';
import { EngineError } from '../core/error.ts';
import type { Attributes } from '../graph/graph.ts';
import { OperationBuilder } from './builder.ts';
import type { Module } from './modules.ts';
import type { Chain } from './operations.ts';

type Act = { readonly act: string; readonly attributes: Attributes };

const number = ({ settings }: StatedModule, key: string, usual: number): number => {
  const found = settings.get(key);
  return typeof found === 'number' ? found : usual;
};

/** By class: number by number. */
const activations: Readonly<Record<string, (of: StatedModule) => Act>> = {
  ReLU: () => ({ act: 'Relu', attributes: {} }),
  Tanh: () => ({ act: 'Tanh', attributes: {} }),
  Sigmoid: () => ({ act: 'Sigmoid', attributes: {} }),
  SiLU: () => ({ act: 'Silu', attributes: {} }),
  SELU: () => ({ act: 'Selu', attributes: {} }),
  ELU: (of) => ({ act: 'Elu', attributes: { alpha: number(of, 'alpha', 1) } }),
  LeakyReLU: (of) => ({
    act: 'LeakyRelu',
    attributes: { alpha: number(of, 'negative_slope', 0.01) },
  }),
  GELU: ({ settings }) => ({
    act: 'Gelu',
    attributes: { approximate: String(settings.get('approximate') ?? 'none') },
  }),
};

/** Nothing once a model is trained. */
const idle = new Set(['Dropout', 'Dropout1d', 'Dropout2d', 'AlphaDropout', 'Identity']);

/** undefined: no Sequential. Throws EngineError 'model-unknown' for a part that is not computed here. */
export function statedChain(checkpoint: Checkpoint, modules: readonly Module[]): Chain | undefined {
  const { stated } = checkpoint;
  if (!stated?.isSequence) return undefined;
  const parts = stated.modules.filter((one) => !idle.has(classOf(one)));
  const of = new Map(modules.map((one) => [one.name, one]));
  const first = parts.find(({ name }) => of.has(name));
  if (!first) return undefined;
  const { kind, from } = of.get(first.name)!;
  const channels = from * number(first, 'groups', 1);
  const build = new OperationBuilder(
    kind === 'conv' ? [undefined, channels, undefined, undefined] : [undefined, channels],
  );
  for (const [i, part] of parts.entries()) {
    const next = parts.slice(i + 1).find(({ name }) => of.has(name));
    if (!add(build, part, of.get(part.name), next && of.get(next.name)))
      throw refused(checkpoint, part);
  }
  const names = parts.map((part) => `${part.name} ${classOf(part)}`).join(', ');
  return {
    operations: build.build(),
    notes: [`The file holds a Sequential, and is computed as that says: ${names}.`],
  };
}

/** False: not so. */
function add(
  build: OperationBuilder,
  part: StatedModule,
  module: Module | undefined,
  next: Module | undefined,
): boolean {
  const kind = classOf(part);
  const act = activations[kind]?.(part);
  if (act) build.activation(part.name, act.act, act.attributes);
  else if (module?.kind === 'linear' && kind === 'Linear' && !build.isMap) build.linear(module);
  else if (module?.kind === 'norm') build.norm(module, number(part, 'eps', 1e-5));
  else if (module?.kind === 'conv' && build.isMap) return addConv(build, part, module);
  else if (kind === 'Flatten') return addFlatten(build, part, next);
  else if (kind === 'AdaptiveAvgPool2d' && build.isMap) {
    if (!pairOf(part, 'output_size')?.every((size) => size === 1)) return false;
    build.mean(`${part.name}.mean`);
  } else if (kind === 'MaxPool2d' || kind === 'AvgPool2d') return addPool(build, part, kind);
  else if ((kind === 'Softmax' || kind === 'LogSoftmax') && !build.isMap) {
    build.activation(part.name, kind, { axis: 1 });
  } else return false;
  return true;
}

function addConv(build: OperationBuilder, part: StatedModule, module: Module): boolean {
  const [strides, dilations] = [pairOf(part, 'stride'), pairOf(part, 'dilation')];
  const { settings } = part;
  if (!strides || !dilations || settings.get('padding_mode') !== 'zeros') return false;
  if (settings.get('transposed') === true) return false;
  const same = module.kernel.map((size, k) => (dilations[k] * (size - 1)) / 2);
  const said = settings.get('padding');
  const pads = said === 'same' ? same : said === 'valid' ? [0, 0] : pairOf(part, 'padding');
  if (!pads?.every(Number.isInteger)) return false; // to one side more than to the other
  const { name, weight, bias, kernel, to } = module;
  const weights = bias === undefined ? [weight] : [weight, bias];
  build.add(name, 'Conv', [undefined, to, undefined, undefined], weights, {
    ...{ kernel_shape: kernel, strides, dilations, pads: [...pads, ...pads] },
    group: number(part, 'groups', 1),
  });
  return true;
}

function addPool(build: OperationBuilder, part: StatedModule, kind: string): boolean {
  const size = pairOf(part, 'kernel_size');
  const strides = pairOf(part, 'stride') ?? size;
  const pads = pairOf(part, 'padding');
  const isUsual = pairOf(part, 'dilation')?.every((one) => one === 1) ?? true;
  if (!build.isMap || !size || !strides || !pads || !isUsual) return false;
  if (part.settings.get('ceil_mode') === true) return false;
  const attributes = { kernel_shape: size, strides, pads: [...pads, ...pads] };
  const isMean = kind === 'AvgPool2d';
  const includes = Number(part.settings.get('count_include_pad') ?? true);
  build.pool(
    part.name,
    isMean ? 'AveragePool' : 'MaxPool',
    isMean ? { ...attributes, count_include_pad: includes } : attributes,
  );
  return true;
}

function addFlatten(build: OperationBuilder, part: StatedModule, next: Module | undefined) {
  if (number(part, 'start_dim', 1) !== 1 || number(part, 'end_dim', -1) !== -1) return false;
  if (!build.isMap) return true; // a row is flat
  if (next?.kind !== 'linear') return false;
  build.flatten(`${part.name}.flatten`, next.from);
  return true;
}

/** A setting that is one number, or one for height and one for width. */
function pairOf({ settings }: StatedModule, key: string): readonly number[] | undefined {
  const found = settings.get(key);
  if (typeof found === 'number') return [found, found];
  return Array.isArray(found) && found.length === 2 ? found : undefined;
}

/** "Tanh"; what is not PyTorch's, whole. */
function classOf({ of }: StatedModule): string {
  return /^torch\.nn\.modules\.\w+\.(\w+)$/.exec(of)?.[1] ?? of;
}

function refused(
  { name }: Checkpoint,
  part: StatedModule,
  which = 'which is not computed here',
): EngineError {
  const found = `${part.name} is a ${part.of}${settingWords(part)}`;
  return new EngineError('model-unknown', `${name}: ${found}, ${which}`, {
    hint: 'Export the model as ONNX.',
  });
}

const told = ['kernel_size', 'stride', 'padding', 'dilation', 'output_size', 'start_dim'];

function settingWords({ settings }: StatedModule): string {
  const words = told.flatMap((key) =>
    settings.has(key) ? [`${key} ${String(settings.get(key))}`] : [],
  );
  return words.length > 0 ? ` (${words.join(', ')})` : '';
}

/**
 * The one activation of a class of somebody's own; undefined: it has none. Throws EngineError 'model-unknown' where its
 * parts say otherwise than a chain is guessed to be.
 */
export function agreed(checkpoint: Checkpoint): (Act & { readonly of: string }) | undefined {
  const parts = (checkpoint.stated?.modules ?? []).filter((one) => !idle.has(classOf(one)));
  const other = parts.find((part) => !isGuessed(part));
  if (other) throw refused(checkpoint, other, unguessed);
  const acts = parts.filter((part) => Object.hasOwn(activations, classOf(part)));
  const kinds = new Set(acts.map((part) => JSON.stringify(activations[classOf(part)](part))));
  if (kinds.size > 1) throw refused(checkpoint, acts[1], unguessed);
  const [act] = acts;
  return act && { of: classOf(act), ...activations[classOf(act)](act) };
}

const unguessed = 'and where it stands only the code of the whole says, which is not run';

/** As a chain is guessed to have it. */
function isGuessed(part: StatedModule): boolean {
  const kind = classOf(part);
  const is = (key: string, value: number) =>
    pairOf(part, key)?.every((one) => one === value) ?? true;
  if (kind === 'Conv2d') {
    const [kernel, pads] = [pairOf(part, 'kernel_size'), pairOf(part, 'padding')];
    const keeps = kernel?.every((size, k) => size === 2 * (pads?.[k] ?? 0) + 1) ?? false;
    return keeps && is('stride', 1) && is('dilation', 1) && number(part, 'groups', 1) === 1;
  }
  if (kind === 'MaxPool2d') return is('kernel_size', 2) && is('stride', 2) && is('padding', 0);
  if (kind === 'AdaptiveAvgPool2d') return is('output_size', 1);
  const others = ['Linear', 'BatchNorm1d', 'BatchNorm2d', 'Flatten', 'Softmax', 'LogSoftmax'];
  return others.includes(kind) || Object.hasOwn(activations, kind);
}
