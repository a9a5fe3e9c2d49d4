// Where images and feature maps have their channels: ONNX's own operators have them first, and a graph that turns
// its input before the first of them has them last there.
import type { OnnxModel, OnnxNode } from './onnxModel.ts';
import type { Axes } from './onnxSizes.ts';

export type Channels = 'first' | 'last';

/** Operators that take and give [n, channels, height, width]. */
const FIRST: ReadonlySet<string> = new Set([
  ...['Conv', 'ConvTranspose', 'BatchNormalization', 'InstanceNormalization', 'GroupNormalization'],
  ...['MaxPool', 'AveragePool', 'LpPool', 'GlobalMaxPool', 'GlobalAveragePool', 'LRN'],
  ...['QLinearConv', 'ConvInteger', 'DepthToSpace', 'SpaceToDepth', 'PRelu'],
]);

/** Grey, colours, colours with transparency: what images have where no operator tells. */
const MOST_OF_IMAGES = 4;

/** By the names of values of four axes. */
export function channelsOf(
  { nodes, inputs }: OnnxModel,
  axesOf: (name: string) => Axes | undefined,
): ReadonlyMap<string, Channels> {
  const channels = new Map<string, Channels>();
  const isMap = (name: string) => axesOf(name)?.length === 4;
  const learn = (from: readonly string[], to: readonly string[], turn: Turn) => {
    const known = from.map((name) => channels.get(name)).find((found) => found !== undefined);
    if (!known || turn === 'unknown') return;
    const there = turn === 'same' ? known : turned(known, turn);
    for (const name of to)
      if (there && isMap(name) && !channels.has(name)) channels.set(name, there);
  };
  for (const { op, takes, gives } of nodes) {
    if (!FIRST.has(op)) continue;
    for (const name of [...takes, ...gives]) if (isMap(name)) channels.set(name, 'first');
  }
  const forward = () => {
    for (const node of nodes) learn(node.takes.filter(isMap), node.gives, turnOf(node));
  };
  forward();
  for (const node of nodes.toReversed()) {
    learn(node.gives.filter(isMap), node.takes.filter(isMap), inverse(turnOf(node)));
  }
  for (const { name } of inputs) {
    const guessed = isMap(name) && !channels.has(name) ? bySize(axesOf(name) ?? []) : undefined;
    if (guessed) channels.set(name, guessed);
  }
  forward();
  return channels;
}

/** Of an input that goes into no convolution: the axis that is as short as an image's. */
function bySize([, first, , last]: Axes): Channels | undefined {
  const isShort = (axis: number | string) => typeof axis === 'number' && axis <= MOST_OF_IMAGES;
  if (isShort(first) === isShort(last)) return undefined;
  return isShort(first) ? 'first' : 'last';
}

type Turn = 'same' | 'to last' | 'to first' | 'unknown';

/** What a node does to the axes of a map; operators on elements leave them. */
function turnOf({ op, ints }: OnnxNode): Turn {
  if (op === 'Reshape' || op === 'MatMul' || op === 'Gemm') return 'unknown';
  if (op !== 'Transpose') return 'same';
  switch (ints.get('perm')?.join()) {
    case '0,2,3,1':
      return 'to last';
    case '0,3,1,2':
      return 'to first';
  }
  return 'unknown';
}

function inverse(turn: Turn): Turn {
  if (turn === 'to last') return 'to first';
  return turn === 'to first' ? 'to last' : turn;
}

function turned(known: Channels, turn: Turn): Channels | undefined {
  if (turn === 'to last') return known === 'first' ? 'last' : undefined;
  return known === 'last' ? 'first' : undefined;
}
