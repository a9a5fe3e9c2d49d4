// A network is run where it gives the same at each run and comes to an end: in its nodes, those of branches and of
// bodies of loops, and those of functions that the file brings along.
import { EngineError } from '../../core/error.ts';
import type { Job } from '../../core/job.ts';
import { count } from '../../core/tensor.ts';
import type { OnnxNode } from '../../dataflow/onnxModel.ts';
import type { HeldSource } from '../held.ts';
import { grouped } from '../words.ts';
import type { GraphProto } from './graphProto.ts';
import type { ModelProto } from './modelProto.ts';
import type { TensorProto } from './tensorProto.ts';
import { storedHere } from './weights.ts';

/** What they give is another at each run. */
const RANDOM: ReadonlySet<string> = new Set([
  ...['RandomNormal', 'RandomNormalLike', 'RandomUniform', 'RandomUniformLike'],
  ...['Multinomial', 'Bernoulli', 'Sampling'],
]);
/** These are random while training: the place of the input that says so, behind that of the ratio. */
const TRAINING: ReadonlyMap<string, number> = new Map([
  ...(['Dropout', 'BitmaskDropout'] as const).map((op) => [op, 2] as const),
  ...(['BiasDropout', 'BitmaskBiasDropout'] as const).map((op) => [op, 4] as const),
]);
/** A run cannot be interrupted: recurrent networks take a step a token, of which models read some thousands. */
const MAX_TRIPS = 100_000;
/** Parts of a shape, or a number in another form. */
const HANDED_ON: ReadonlySet<string> = new Set([
  ...['Gather', 'Slice', 'Squeeze', 'Unsqueeze', 'Reshape', 'Cast', 'Identity'],
]);

type Values = {
  /** Of a weight or constant that is one number; undefined: of another value. */
  readonly number: (name: string | undefined) => Promise<number | undefined>;
  readonly giver: (name: string) => OnnxNode | undefined;
};

/** Throws EngineError('model-unknown') naming the operator. */
export async function checkSteady(
  job: Job,
  source: HeldSource,
  file: string,
  { graph, functions }: ModelProto,
): Promise<void> {
  for (const own of [graph, ...functions]) {
    const graphs = withInner(own);
    const values = valuesOf(job, source, file, graphs);
    for (const node of graphs.flatMap(({ nodes }) => nodes)) {
      const found = (await randomBy(node, values)) ?? (await endlessBy(node, values));
      if (found === undefined) continue;
      throw new EngineError('model-unknown', `${file} ${found}`, {
        hint: 'Its tensors can be looked at; as a network it is not run.',
      });
    }
  }
}

function withInner(graph: GraphProto): readonly GraphProto[] {
  return [graph, ...graph.inner.flatMap(withInner)];
}

/** A name stands for one value in a graph and those within it. */
function valuesOf(
  job: Job,
  source: HeldSource,
  file: string,
  graphs: readonly GraphProto[],
): Values {
  const tensors = new Map<string, TensorProto>();
  const givers = new Map<string, OnnxNode>();
  for (const { weights, constants, nodes } of graphs) {
    for (const tensor of [...weights, ...constants]) tensors.set(tensor.name, tensor);
    for (const node of nodes) for (const name of node.gives) givers.set(name, node);
  }
  return {
    giver: (name) => givers.get(name),
    async number(name) {
      const tensor = name === undefined ? undefined : tensors.get(name);
      if (!tensor || tensor.external || count(tensor.shape) !== 1) return undefined;
      const out = new Float32Array(1);
      await storedHere(source, file, tensor).storage.read(job, 0, out);
      return out[0];
    },
  };
}

async function randomBy({ op, slots }: OnnxNode, values: Values): Promise<string | undefined> {
  if (RANDOM.has(op)) return `computes at random (${op})`;
  const at = TRAINING.get(op);
  if (at === undefined || !slots[at] || (await values.number(slots[at])) === 0) return undefined;
  if ((await values.number(slots[at - 1])) === 0) return undefined; // nothing is left out
  return `computes at random (${op} that is training, or may be)`;
}

async function endlessBy({ op, slots }: OnnxNode, values: Values): Promise<string | undefined> {
  if (op !== 'Loop') return undefined;
  const [trips] = slots;
  const allowed = `allowed: a constant number of rounds up to ${grouped(MAX_TRIPS)}, or a size`;
  if (!trips) return `has a Loop that may not end: it says no number of rounds; ${allowed}`;
  const most = await values.number(trips);
  if (most === undefined ? isSize(trips, values) : most <= MAX_TRIPS) return undefined;
  const found = most === undefined ? 'computes its number of rounds' : 'says more rounds';
  return `has a Loop that may not end: it ${found}; ${allowed}`;
}

/** A size of a value, which is held in memory: as long as a loop over its rows. */
function isSize(name: string, { giver }: Values): boolean {
  const seen = new Set<string>();
  for (let at = name; !seen.has(at); ) {
    seen.add(at);
    const node = giver(at);
    if (node?.op === 'Shape' || node?.op === 'Size') return true;
    if (!node || !HANDED_ON.has(node.op)) return false;
    at = node.slots[0] ?? '';
  }
  return false;
}
