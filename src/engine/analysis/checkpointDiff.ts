// Two checkpoints, tensor by tensor: first what the headers say, then, for the tensors asked for,
// how far the values have moved. Both files are read side by side in the memory of two pieces.
import type {
  CheckpointDiffRequest,
  CheckpointDiffView,
  TensorChange,
  TensorChangesRequest,
} from '../../protocol/engineService.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { count } from '../core/tensor.ts';
import { tensorViews } from './inspect.ts';

type DiskPorts = Pick<Ports, 'files' | 'sha256'>;

/** Headers only. Throws EngineError when one of the two cannot be opened. */
export function checkpointDiff(
  _job: Job,
  ports: DiskPorts,
  request: CheckpointDiffRequest,
): Promise<CheckpointDiffView> {
  return withBoth(ports, request, async (a, b) => {
    const lacking = (other: Checkpoint) => (tensor: { readonly name: string }) =>
      !other.tensors.has(tensor.name);
    return {
      sides: [a, b].map(sideOf),
      onlyA: tensorViews(a).filter(lacking(b)),
      onlyB: tensorViews(b).filter(lacking(a)),
      both: [...a.tensors.values()].flatMap((inA) => {
        const inB = b.tensors.get(inA.name);
        if (!inB) return [];
        return {
          name: inA.name,
          dtypes: [inA.dtype.name, inB.dtype.name],
          shapes: [inA.shape, inB.shape],
          bytes: [inA.bytes, inB.bytes],
        };
      }),
    };
  });
}

/** In the order asked for. Throws EngineError for a tensor that is not in both with one shape. */
export function tensorChanges(
  job: Job,
  ports: DiskPorts,
  request: TensorChangesRequest,
): Promise<readonly TensorChange[]> {
  return withBoth(ports, request, async (a, b) => {
    const sizes = request.tensors.map((name) => sharedSize(a, b, name));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const changes: TensorChange[] = [];
    let done = 0;
    for (const [i, name] of request.tensors.entries()) {
      changes.push(
        await changeOf(job, a, b, name, (elements) => {
          done += elements;
          job.progress(done / total, 'Comparing the values');
        }),
      );
      if (sizes[i] === 0) await job.pause();
    }
    for (const side of [a, b]) await side.checkUnchanged();
    return changes;
  });
}

async function withBoth<T>(
  { files, sha256 }: DiskPorts,
  request: CheckpointDiffRequest,
  use: (a: Checkpoint, b: Checkpoint) => Promise<T>,
): Promise<T> {
  const a = await openCheckpoint(files, sha256, request.a);
  try {
    const b = await openCheckpoint(files, sha256, request.b);
    try {
      return await use(a, b);
    } finally {
      await b.close();
    }
  } finally {
    await a.close();
  }
}

function sideOf({ name, container, tensors }: Checkpoint): CheckpointDiffView['sides'][number] {
  const all = [...tensors.values()];
  return {
    name,
    container,
    tensors: all.length,
    parameters: all.reduce((sum, { shape }) => sum + count(shape), 0),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function sharedSize(a: Checkpoint, b: Checkpoint, name: string): number {
  const shapes = [a, b].map(({ tensors }) => tensors.get(name)?.shape);
  const [inA, inB] = shapes;
  if (inA && inB && inA.join() === inB.join()) return count(inA);
  const found = shapes.map((shape) => (shape ? `[${shape.join(', ')}]` : 'absent')).join(' and ');
  const message = `tensor ${JSON.stringify(name.slice(0, 120))} is ${found} in ${a.name} and ${b.name}`;
  throw new EngineError('model-inconsistent', message, {
    hint: 'Values are compared where name and shape agree; compare the two again.',
  });
}

async function changeOf(
  job: Job,
  a: Checkpoint,
  b: Checkpoint,
  name: string,
  onRead: (elements: number) => void,
): Promise<TensorChange> {
  const sums: Sums = { count: 0, differing: 0, notFinite: 0, apart: 0, own: 0, largest: 0 };
  const piecesOfB = b.pieces(job, name);
  for await (const inA of a.pieces(job, name)) {
    const inB = (await piecesOfB.next()).value as Float64Array;
    add(sums, inA, inB);
    onRead(inA.length);
  }
  const { count: elements, differing, notFinite, apart, own, largest } = sums;
  return {
    name,
    count: elements,
    differing,
    notFinite,
    difference: rootOrNull(apart),
    norm: rootOrNull(own),
    largest,
  };
}

type Sums = {
  count: number;
  differing: number;
  notFinite: number;
  /** Sums of (a - b)^2 and a^2. */
  apart: number;
  own: number;
  largest: number;
};

/** Adds equally long pieces of A and B; sums by piece first, so that long sums lose no digits. */
function add(sums: Sums, a: Float64Array, b: Float64Array): void {
  let apart = 0;
  let own = 0;
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    const y = b[i];
    const off = x - y;
    if (off - off !== 0) {
      // NaN or infinite on a side, or finite values too far apart to subtract.
      if (Object.is(x, y)) continue;
      sums.differing++;
      sums.notFinite++;
      continue;
    }
    own += x * x;
    if (off === 0) continue;
    apart += off * off;
    sums.differing++;
    const size = off < 0 ? -off : off;
    if (size > sums.largest) sums.largest = size;
  }
  sums.count += a.length;
  sums.apart += apart;
  sums.own += own;
}

function rootOrNull(sum: number): number | null {
  return Number.isFinite(sum) ? Math.sqrt(sum) : null;
}
