// A golden of a network of values (ONNX, Keras, TF.js, a state dict whose shapes chain): its values by the names that the file gives them, of
// the inputs that the golden holds. Token models are compared at real positions alone, as others are.
import type { GoldenFound, GoldenTensor } from '../../protocol/golden.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Job } from '../core/job.ts';
import type { FloatTensor, Tensor } from '../core/tensor.ts';
import type { ValueGraph, ValueInfo } from '../dataflow/valueGraph.ts';
import { batchesOf, numbersOf } from './goldenFile.ts';

/** The values of one batch of the golden, by their names there. */
type Batch = { readonly prefix: string; readonly names: readonly string[] };

/** Releases the graph. */
export async function comparedGraph(
  job: Job,
  graph: ValueGraph,
  golden: Checkpoint,
): Promise<GoldenFound & { readonly computedBy: string }> {
  const found = {
    tensors: [] as GoldenTensor[],
    unknown: [] as string[],
    problems: [] as string[],
  };
  try {
    for (const [prefix, names] of batchesOf(golden)) {
      await compareBatch(job, graph, golden, { prefix, names }, found);
    }
    return { ...found, computedBy: graph.computedBy };
  } finally {
    await graph.release();
  }
}

type Lists = {
  readonly tensors: GoldenTensor[];
  readonly unknown: string[];
  readonly problems: string[];
};

async function compareBatch(
  job: Job,
  graph: ValueGraph,
  golden: Checkpoint,
  { prefix, names }: Batch,
  { tensors, unknown, problems }: Lists,
): Promise<void> {
  const sources = new Map(graph.inputs.map((input) => [input, sourceOf(graph, input, names)]));
  const absent = [...sources].filter(([, name]) => name === undefined).map(([{ name }]) => name);
  if (absent.length > 0) {
    problems.push(
      `${prefix || golden.name}: there is no ${absent.join(', no ')}, which the graph takes`,
    );
    return;
  }
  const given: Record<string, Tensor> = {};
  for (const [input, name] of sources)
    given[input.name] = await inputOf(job, golden, prefix + name!, input);
  const inputs = new Set<string | undefined>([...sources.values(), 'attention_mask']);
  const wanted = new Map<string, string>(); // of the golden -> of the graph
  for (const name of names.filter((one) => !inputs.has(one))) {
    const value = valueOfName(graph, name);
    if (value === undefined) unknown.push(prefix + name);
    else wanted.set(name, value);
  }
  const values = [...new Set(wanted.values())];
  const made = values.length > 0 ? await graph.run(job, given, values) : {};
  const mask = names.includes('attention_mask')
    ? await inputNumbers(job, golden, `${prefix}attention_mask`)
    : undefined;
  for (const [name, value] of wanted) {
    const ours = made[value];
    const { shape } = golden.tensors.get(prefix + name)!;
    if (!ours || ours.dims.join() !== shape.join()) {
      const found = ours ? `[${ours.dims.join(', ')}]` : 'nothing';
      problems.push(
        `${prefix}${name} is [${shape.join(', ')}]; of these inputs the graph makes ${found}`,
      );
      continue;
    }
    tensors.push(await compare(job, golden, prefix + name, ours, mask));
  }
}

/** The golden's tensor of an input: of its name, or the one called "input" where the graph has but one. */
function sourceOf(
  { inputs }: ValueGraph,
  { name }: ValueInfo,
  names: readonly string[],
): string | undefined {
  if (names.includes(name)) return name;
  return inputs.length === 1 && names.includes('input') ? 'input' : undefined;
}

/** Exporters call the residual stream hidden states. */
function valueOfName({ values }: ValueGraph, name: string): string | undefined {
  return [name, name.replace(/^resid\./, 'hidden.')].find((one) => values.has(one));
}

async function inputOf(
  job: Job,
  golden: Checkpoint,
  name: string,
  { integer }: ValueInfo,
): Promise<Tensor> {
  const { dims, data } = await inputNumbers(job, golden, name);
  return integer ? { dims, data: Int32Array.from(data) } : { dims, data: Float32Array.from(data) };
}

async function inputNumbers(job: Job, golden: Checkpoint, name: string) {
  return { dims: golden.tensors.get(name)!.shape, data: await numbersOf(job, golden, name) };
}

type Mask = { readonly dims: readonly number[]; readonly data: Float64Array };

/** Where a mask of the same first two axes says so, positions of padding are left out. */
async function compare(
  job: Job,
  golden: Checkpoint,
  name: string,
  ours: FloatTensor,
  mask: Mask | undefined,
): Promise<GoldenTensor> {
  const { dims } = ours;
  const isMasked = mask && dims.length > 2 && dims.slice(0, 2).join() === mask.dims.join();
  const row = isMasked ? dims.slice(2).reduce((a, b) => a * b, 1) : 1;
  let [largest, at, values, place]: [number | null, number, number, number] = [0, 0, 0, 0];
  for await (const piece of golden.pieces(job, name)) {
    for (const said of piece) {
      const i = place++;
      if (isMasked && mask.data[Math.floor(i / row)] === 0) continue;
      values++;
      const off = Math.abs(ours.data[i] - said);
      if (largest === null || off <= largest) continue;
      largest = Number.isFinite(off) ? off : null;
      at = i;
    }
  }
  return { name, largest, at: indexOf(at, dims), values };
}

function indexOf(place: number, dims: readonly number[]): number[] {
  const index: number[] = [];
  let rest = place;
  for (const size of dims.toReversed()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}
