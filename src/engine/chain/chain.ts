// A state dict whose shapes chain: each layer takes what the one before it gives. The order follows from names and
// shapes; what neither says (the activation, where a picture is pooled) is a guess, and is said as one.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { EngineError } from '../core/error.ts';
import type { Ports } from '../core/ports.ts';
import type { ValueGraph } from '../dataflow/valueGraph.ts';
import { OperationBuilder } from './builder.ts';
import { type Module, modulesOf } from './modules.ts';
import { activationPlaces, isActed, normNotes } from './norms.ts';
import { type Chain, operationsGraph } from './operations.ts';
import { residualOf } from './residual.ts';
import { agreed, statedChain } from './stated.ts';

/** Named in the config beside the weights as "activation". */
const activations: Readonly<Record<string, string>> = {
  relu: 'Relu',
  tanh: 'Tanh',
  sigmoid: 'Sigmoid',
  elu: 'Elu',
  selu: 'Selu',
  softplus: 'Softplus',
  gelu: 'Gelu',
  silu: 'Silu',
  none: 'Identity',
  linear: 'Identity',
};

/** More layers than a chain has; blocks of transformers are no chain. */
const mostModules = 64;

/** undefined: its tensors are of another kind of model. */
export function chainOf(checkpoint: Checkpoint): Chain | undefined {
  const modules = modulesOf(checkpoint);
  if (!modules || modules.length > 8 * mostModules) return undefined;
  const said = statedChain(checkpoint, modules);
  if (said) return said;
  const residual = residualOf(modules);
  if (residual) return residual;
  if (modules.length > mostModules) return undefined;
  const order = ordersOf(modules).find(chains);
  return order && plain(checkpoint, order);
}

export function chainGraph(
  ports: Ports,
  checkpoint: Checkpoint,
  { operations }: Chain,
): Promise<ValueGraph> {
  return operationsGraph(ports, checkpoint, operations);
}

/** By their names, numbers as numbers; as the file has them. */
function ordersOf(modules: readonly Module[]): (readonly Module[])[] {
  const collator = new Intl.Collator('en', { numeric: true });
  return [modules.toSorted((a, b) => collator.compare(a.name, b.name)), modules, sized(modules)];
}

/** By their sizes alone, where these leave one order. */
function sized(modules: readonly Module[]): readonly Module[] {
  const found: Module[][] = [];
  const extend = (order: readonly Module[], left: readonly Module[]) => {
    if (found.length > 1) return;
    if (left.length === 0) found.push([...order]);
    for (const next of left) {
      if (order.length > 0 && !follows(order, next)) continue;
      extend(
        [...order, next],
        left.filter((one) => one !== next),
      );
    }
  };
  if (modules.length <= mostSized) extend([], modules);
  return found.length === 1 ? found[0] : [];
}

/** Orders are tried one by one. */
const mostSized = 8;

function chains(order: readonly Module[]): boolean {
  return (
    order.length > 0 &&
    order[0].kind !== 'norm' &&
    order.slice(1).every((next, i) => follows(order.slice(0, i + 1), next))
  );
}

function follows(order: readonly Module[], next: Module): boolean {
  const last = order[order.length - 1];
  if (next.kind === 'norm') return last.to === next.to && last.kind !== 'norm';
  if (next.kind === 'conv') return last.kind !== 'linear' && isMap(order) && last.to === next.from;
  return isMap(order) ? next.from % last.to === 0 : last.to === next.from;
}

/** A convolution was before, and no linear layer since. */
function isMap(order: readonly Module[]): boolean {
  const last = order.findLast(({ kind }) => kind !== 'norm');
  return last?.kind === 'conv';
}

function plain(checkpoint: Checkpoint, order: readonly Module[]): Chain | undefined {
  const { name, act, attributes, note } = activationOf(checkpoint);
  const layers = order.filter(({ kind }) => kind !== 'norm');
  const last = layers[layers.length - 1];
  if (last.kind !== 'linear') return undefined;
  const convs = layers.filter(({ kind }) => kind === 'conv');
  const pooling = convs.length > 0 ? poolingOf(order) : undefined;
  const places = activationPlaces(order, (i) => {
    if (!isMap(order.slice(0, i + 1))) return 0;
    return order[i + 1].kind === 'linear' ? 2 : Number(pooling!.isPooled); // a pooling, and the flattening
  });
  const [first] = layers;
  const build = new OperationBuilder(
    first.kind === 'conv'
      ? [undefined, first.from, pooling!.size, pooling!.size]
      : [undefined, first.from],
  );
  for (const [i, layer] of order.entries()) {
    const next = order[i + 1];
    if (layer.kind === 'norm') build.norm(layer);
    else if (layer.kind === 'conv') build.conv(layer, 1);
    else build.linear(layer);
    if (next === undefined) continue;
    if (isActed(layer, next, places) && layer.name !== last.name)
      build.activation(layer.name, act, attributes);
    if (next.kind === 'norm') continue;
    const isConv = isMap(order.slice(0, i + 1));
    if (isConv && pooling!.isPooled) build.maxPool(`${layer.name}.pool`, 2, 2, 0);
    if (!isConv || next.kind !== 'linear') continue;
    if (pooling!.isMean) build.mean('mean');
    build.flatten('flatten', next.from);
  }
  const names = layers.map((layer) => layer.name).join(', ');
  return {
    operations: build.build(),
    notes: [
      `The tensors chain by their shapes, and are read as a chain: ${names}. A skip connection would not be seen.`,
      ...(layers.length > 1 ? [note(name)] : []),
      ...normNotes(places),
      ...(pooling ? [pooling.note] : []),
    ],
  };
}

function activationOf(checkpoint: Checkpoint) {
  const { config, configWords, name: of } = checkpoint;
  const stated = agreed(checkpoint);
  if (stated) {
    const note = () => `Activation ${stated.of}, the only one in the module.`;
    return { name: stated.of, act: stated.act, attributes: stated.attributes, note };
  }
  const keys = ['activation', 'hidden_act', 'activation_function', 'nonlinearity'];
  const key = keys.find((each) => typeof config?.[each] === 'string');
  if (key === undefined) {
    const note = () =>
      'No tensor says the activation: ReLU after every layer but the last is a guess. "activation" in a config.json beside the weights decides.';
    return { name: 'relu', act: activations.relu, attributes: {}, note };
  }
  const said = String(config![key]).toLowerCase();
  const act = activations[said];
  if (act === undefined) {
    const allowed = Object.keys(activations).join(', ');
    const message = `${of}: ${configWords.it} says ${key} ${said}; known: ${allowed}`;
    throw new EngineError('model-unknown', message, { hint: 'Export the model as ONNX.' });
  }
  const note = (name: string) => `Activation ${name}, as ${configWords.it} says.`;
  return { name: said, act, attributes: {}, note };
}

/** What the first linear layer takes of each channel says how large the map is there. */
function poolingOf(order: readonly Module[]) {
  const at = order.findIndex(({ kind }) => kind === 'linear');
  const convs = order.slice(0, at).filter(({ kind }) => kind === 'conv');
  const places = order[at].from / convs[convs.length - 1].to;
  const side = Math.sqrt(places);
  if (!Number.isInteger(side)) {
    const found = `${order[at].name} takes ${places} numbers of each channel, which is no square`;
    throw new EngineError('model-unknown', found, { hint: 'Export the model as ONNX.' });
  }
  const isMean = side === 1;
  const size = isMean ? undefined : side * 2 ** convs.length;
  const pictures = isMean ? 'any size' : `${size} x ${size}`;
  const how = isMean
    ? 'the mean of each channel after the last convolution'
    : '2 x 2 max pooling after every convolution';
  return {
    ...{ size, isMean, isPooled: !isMean },
    note: `No tensor says how pictures are pooled: convolutions that keep the size, and ${how}, for pictures of ${pictures}, are a guess.`,
  };
}
