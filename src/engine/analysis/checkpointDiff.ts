// Two checkpoints, weight by weight: first what the headers say, then, for the lines asked for, how far the values have
// moved and what kind of change that is. Both are read side by side in the memory of two pieces and a sample.
import type {
  CheckpointDiffRequest,
  CheckpointDiffView,
  TensorChange,
  TensorChangesRequest,
} from '../../protocol/engineService.ts';
import type { KindOfChange } from '../../protocol/kindOfChange.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { count } from '../core/tensor.ts';
import { kindOfChange } from './change/kind.ts';
import {
  commonShape,
  headOf,
  type Line,
  type LineSide,
  linesOf,
  piecesOf,
} from './change/lines.ts';
import { Sampling } from './change/sample.ts';
import { parametersOf } from './parameters.ts';

type DiskPorts = Pick<Ports, 'files' | 'sha256'>;

/** Headers only. Throws EngineError when one of the two cannot be opened. */
export function checkpointDiff(
  _job: Job,
  ports: DiskPorts,
  request: CheckpointDiffRequest,
): Promise<CheckpointDiffView> {
  return withBoth(ports, request, async (a, b) => {
    const lines = [...linesOf(a, b).values()];
    return {
      sides: [a, b].map(sideOf),
      heads: [a, b].map(headOf),
      lines: lines.map((line) => ({
        name: line.name,
        sides: line.sides.map((side) => (side ? shownSide(side, line.name) : null)),
        common: commonShape(line) ?? null,
      })),
    };
  });
}

/** Tensors are named where they are called otherwise than the line. */
function shownSide({ dtype, shape, bytes, tensors }: LineSide, line: string) {
  const side = { dtype, shape, bytes };
  return tensors.length === 1 && tensors[0] === line ? side : { ...side, tensors };
}

/** In the order asked for. Throws EngineError for a line that is not in both with shapes that can be compared. */
export function tensorChanges(
  job: Job,
  ports: DiskPorts,
  request: TensorChangesRequest,
): Promise<readonly TensorChange[]> {
  return withBoth(ports, request, async (a, b) => {
    const known = linesOf(a, b);
    const lines = request.tensors.map((name) => comparable(a, b, name, known.get(name)));
    const total = lines.reduce((sum, { shape }) => sum + count(shape), 0);
    const changes: TensorChange[] = [];
    let done = 0;
    for (const line of lines) {
      changes.push(
        await changeOf(job, a, b, line, (elements) => {
          done += elements;
          job.progress(done / total, 'Comparing the values');
        }),
      );
      await job.pause();
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

function sideOf(checkpoint: Checkpoint): DiffSide {
  const { name, container, tensors, stored } = checkpoint;
  const parameters = parametersOf(checkpoint);
  return { name, container, tensors: tensors.size, parameters, bytes: stored.bytes };
}

type DiffSide = CheckpointDiffView['sides'][number];

type Comparable = {
  readonly name: string;
  readonly sides: readonly [LineSide, LineSide];
  readonly shape: readonly number[];
};

function comparable(
  a: Checkpoint,
  b: Checkpoint,
  name: string,
  line: Line | undefined,
): Comparable {
  const shape = line && commonShape(line);
  const [inA, inB] = line?.sides ?? [];
  if (shape && inA && inB) return { name, sides: [inA, inB], shape };
  const found = [inA, inB].map((side) => (side ? `[${side.shape.join(', ')}]` : 'absent'));
  const message = `tensor ${JSON.stringify(name.slice(0, 120))} is ${found.join(' and ')} in ${a.name} and ${b.name}`;
  throw new EngineError('model-inconsistent', message, {
    hint: 'Values are compared where name and shape agree; compare the two again.',
  });
}

async function changeOf(
  job: Job,
  a: Checkpoint,
  b: Checkpoint,
  { name, sides, shape }: Comparable,
  onRead: (elements: number) => void,
): Promise<TensorChange> {
  const sums: Sums = {
    count: 0,
    differing: 0,
    notFinite: 0,
    apart: 0,
    own: 0,
    other: 0,
    both: 0,
    largest: 0,
  };
  const sampling = new Sampling(shape);
  const total = count(shape);
  const piecesOfB = piecesOf(job, b, sides[1]);
  for await (const wholeOfA of piecesOf(job, a, sides[0])) {
    const left = total - sums.count; // of the larger of two tables no more than the common rows
    if (left <= 0) break;
    const inB = ((await piecesOfB.next()).value as Float64Array).subarray(0, left);
    const inA = wholeOfA.subarray(0, left);
    sampling.take(sums.count, inA, inB);
    add(sums, inA, inB);
    onRead(inA.length);
  }
  const { count: elements, differing, notFinite, largest } = sums;
  const [difference, norm] = [rootOrNull(sums.apart), rootOrNull(sums.own)];
  const cosine = ratioOrNull(sums.both, Math.sqrt(sums.own) * Math.sqrt(sums.other));
  return {
    name,
    count: elements,
    differing,
    notFinite,
    difference,
    norm,
    largest,
    kind: withRows(
      sides,
      kindOfChange(
        sampling.sample,
        { differing, notFinite, difference, norm, cosine },
        sampling.changed,
      ),
    ),
  };
}

/** Of two tables of which one has more rows the kind is that of the common ones. */
function withRows([a, b]: Comparable['sides'], kind: KindOfChange): KindOfChange {
  const more = b.shape[0] - a.shape[0];
  if (a.shape.length < 2 || more === 0) return kind;
  const towards = more > 0 ? 'B' : 'A';
  return { ...kind, parts: [{ kind: 'rows added', rows: Math.abs(more), towards }, ...kind.parts] };
}

function ratioOrNull(part: number, whole: number): number | null {
  const ratio = part / whole;
  return Number.isFinite(ratio) ? ratio : null;
}

type Sums = {
  count: number;
  differing: number;
  notFinite: number;
  /** Sums of (a - b)^2, a^2, b^2 and a b. */
  apart: number;
  own: number;
  other: number;
  both: number;
  largest: number;
};

/** Adds equally long pieces of A and B; sums by piece first, so that long sums lose no digits. */
function add(sums: Sums, a: Float64Array, b: Float64Array): void {
  let apart = 0;
  let own = 0;
  let other = 0;
  let both = 0;
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
    other += y * y;
    both += x * y;
    if (off === 0) continue;
    apart += off * off;
    sums.differing++;
    const size = off < 0 ? -off : off;
    if (size > sums.largest) sums.largest = size;
  }
  sums.count += a.length;
  sums.apart += apart;
  sums.own += own;
  sums.other += other;
  sums.both += both;
}

function rootOrNull(sum: number): number | null {
  return Number.isFinite(sum) ? Math.sqrt(sum) : null;
}
