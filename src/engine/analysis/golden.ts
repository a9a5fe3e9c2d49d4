// What another implementation computed with a checkpoint, and how far we are from it: every tensor of a golden that has
// a name here, over real positions. A verdict is remembered by digests, so that the viewer can show it.
import type {
  GoldenFound,
  GoldenRequest,
  GoldenStanding,
  GoldenTensor,
  GoldenView,
} from '../../protocol/golden.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { EngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import type { FloatTensor } from '../core/tensor.ts';
import { modelOf } from '../family/model.ts';
import { Forward } from '../forward/forward.ts';
import { networkOf } from '../forward/transformer.ts';
import { checkFiniteModel } from './finiteModel.ts';
import { batchesOf, type GoldenBatch, readGolden } from './goldenFile.ts';
import { comparedGraph } from './goldenGraph.ts';
import { goldenDigests, rememberGolden } from './goldenMemory.ts';
import { type Computed, canCompute, computed, refusal, timesOf } from './goldenValues.ts';
import { MB, planMemory } from './memory.ts';
import { rowGraph } from './rowGraph.ts';
import type { Budgeted } from './settings.ts';

/** What float32 leaves between two implementations of some tens of blocks. */
const usualTolerance = 2e-5;

/** Throws EngineError where model or golden cannot be read, or the model is not computed. */
export async function verifyGolden(
  job: Job,
  ports: Ports,
  { path, golden: goldenPath, tolerance = usualTolerance, memory }: Budgeted<GoldenRequest>,
): Promise<GoldenView> {
  const checkpoint = await openCheckpoint(ports.files, ports.sha256, path);
  try {
    const golden = await openCheckpoint(ports.files, ports.sha256, goldenPath);
    try {
      batchesOf(golden); // before gigabytes are hashed
      const digests = await goldenDigests(subJob(job, 0, 0.1), ports, checkpoint, golden);
      const rest = subJob(job, 0.1, 1);
      const rows = await rowGraph(ports, checkpoint);
      const found = rows
        ? await comparedGraph(rest, rows.graph, golden)
        : await compared(rest, ports, { checkpoint, golden, memory });
      const view: GoldenView = {
        model: checkpoint.name,
        golden: ports.files.base(goldenPath),
        standing: standingOf(found, tolerance),
        tolerance,
        ...found,
        digests,
      };
      await rememberGolden(ports, view);
      return view;
    } finally {
      await golden.close();
    }
  } finally {
    await checkpoint.close();
  }
}

/** What is beyond the tolerance differs; what has another shape may be of another model. */
function standingOf({ tensors, problems }: GoldenFound, tolerance: number): GoldenStanding {
  const isBeyond = ({ largest }: GoldenTensor) => largest === null || largest > tolerance;
  if (tensors.some(isBeyond)) return 'differs';
  return tensors.length === 0 || problems.length > 0 ? 'cannot be compared' : 'agrees';
}

type Subject = {
  readonly checkpoint: Checkpoint;
  readonly golden: Checkpoint;
  readonly memory: number; // MB
};

async function compared(
  job: Job,
  ports: Ports,
  { checkpoint, golden, memory }: Subject,
): Promise<GoldenFound & Pick<GoldenView, 'computedBy'>> {
  const file = await readGolden(job, golden);
  const model = modelOf(checkpoint);
  await checkFiniteModel(subJob(job, 0, 0.2), model);
  const network = networkOf(model);
  const room = planMemory(network, { largest: 0, all: 0 }, memory * MB, 'its weights alone');
  const runtime = await ports.runtime();
  const forward = new Forward(network, runtime, room.weightBytes);
  const running = subJob(job, 0.2, 1);
  const [tensors, unknown, problems]: [GoldenTensor[], string[], string[]] = [[], [], []];
  try {
    for (const [i, batch] of file.batches.entries()) {
      const part = subJob(running, i / file.batches.length, (i + 1) / file.batches.length);
      const wrong = refusal(model, golden.name, batch);
      if (wrong !== undefined) {
        problems.push(wrong);
        continue;
      }
      const wanted = batch.names.filter((name) => canCompute(model, name));
      unknown.push(
        ...batch.names.filter((name) => !wanted.includes(name)).map((n) => batch.prefix + n),
      );
      const ours = await computed(part, forward, batch.prompts, wanted);
      for (const name of wanted) {
        const shape = misfit(golden, batch, name, ours);
        if (shape === undefined)
          tensors.push(await compare(part, golden, batch, name, ours.get(name)!));
        else problems.push(shape);
      }
    }
  } finally {
    await forward.release();
  }
  for (const side of [checkpoint, golden]) await side.checkUnchanged();
  const computedBy = `${runtime.name} ${runtime.version}`;
  return { tensors, unknown, problems: [...file.problems, ...problems], computedBy };
}

/** Of a prompt alone z is [1, T, H dh] here; goldens have [1, T, H, dh]. */
function misfit(
  golden: Checkpoint,
  { prefix, prompts, columns }: GoldenBatch,
  name: string,
  ours: Computed,
) {
  const { shape } = golden.tensors.get(prefix + name)!;
  const [{ dims }] = ours.get(name)!;
  const times = timesOf(name);
  const wanted = dims.map((size, axis) =>
    axis === 0 ? prompts.length : times.includes(axis) ? columns : size,
  );
  const flat = (sizes: readonly number[], from: number) =>
    sizes.slice(from).reduce((a, b) => a * b, 1);
  const fits = name.startsWith('attn.z.')
    ? shape.length >= 3 &&
      shape.slice(0, 2).join() === wanted.slice(0, 2).join() &&
      flat(shape, 2) === flat(wanted, 2)
    : shape.join() === wanted.join();
  if (fits) return undefined;
  return `${prefix}${name} is [${shape.join(', ')}]; with these prompts the model makes [${wanted.join(', ')}]`;
}

/** Streams the golden's tensor past what was computed, real positions alone. */
async function compare(
  job: Job,
  golden: Checkpoint,
  { prefix, prompts }: GoldenBatch,
  name: string,
  ours: readonly FloatTensor[],
): Promise<GoldenTensor> {
  const { shape } = golden.tensors.get(prefix + name)!;
  const index = new Array<number>(shape.length).fill(0);
  const times = timesOf(name);
  let [largest, values, read]: [number | null, number, Int32Array] = [
    0,
    0,
    new Int32Array(prompts.length),
  ];
  let at: readonly number[] = index.slice();
  for await (const piece of golden.pieces(job, prefix + name)) {
    for (const said of piece) {
      const [b] = index;
      if (times.every((axis) => index[axis] < prompts[b].length)) {
        const off = Math.abs(ours[b].data[read[b]++] - said);
        values++;
        if (largest !== null && !(off <= largest)) {
          largest = Number.isFinite(off) ? off : null;
          at = index.slice();
        }
      }
      for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--)
        index[axis] = 0;
    }
  }
  if (values === 0) throw new EngineError('internal', `${prefix}${name} has no real position`);
  return { name: prefix + name, largest, at, values };
}
