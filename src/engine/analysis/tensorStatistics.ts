// What the values of one tensor look like. Two passes over the file, in the memory of one piece:
// the first finds the range and the moments, the second counts into bins.
import type {
  TensorStatisticsRequest,
  TensorStatisticsView,
} from '../../protocol/engineService.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { openCheckpoint } from '../checkpoint/open.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { count } from '../core/tensor.ts';

const BINS = 64;

/** Throws EngineError when the checkpoint or the tensor is not there. */
export async function tensorStatistics(
  job: Job,
  ports: Pick<Ports, 'files' | 'sha256'>,
  { path, tensor }: TensorStatisticsRequest,
): Promise<TensorStatisticsView> {
  const checkpoint = await openCheckpoint(ports.files, ports.sha256, path);
  try {
    const first: Tally = freshTally();
    const reading = subJob(job, 0, 0.5);
    await eachPiece(reading, checkpoint, tensor, (piece) => tally(first, piece));
    const range = rangeOf(first);
    const counts = range && (await binCounts(subJob(job, 0.5, 1), checkpoint, tensor, range));
    await checkpoint.checkUnchanged(); // or the passes saw different values
    return viewOf(first, range && counts && { ...range, counts });
  } finally {
    await checkpoint.close();
  }
}

async function eachPiece(
  job: Job,
  checkpoint: Checkpoint,
  tensor: string,
  use: (piece: Float64Array) => void,
): Promise<void> {
  const total = count(checkpoint.tensors.get(tensor)?.shape ?? []);
  let done = 0;
  for await (const piece of checkpoint.pieces(job, tensor)) {
    use(piece);
    done += piece.length;
    job.progress(done / total, 'Reading the values');
  }
}

type Tally = {
  zeros: number;
  nan: number;
  positiveInfinite: number;
  negativeInfinite: number;
  finite: number;
  min: number;
  max: number;
  mean: number;
  /** Sum of squared distances from the mean. */
  spread: number;
};

function freshTally(): Tally {
  return {
    zeros: 0,
    nan: 0,
    positiveInfinite: 0,
    negativeInfinite: 0,
    finite: 0,
    min: Infinity,
    max: -Infinity,
    mean: 0,
    spread: 0,
  };
}

/**
 * Adds a piece. Mean and spread of the piece are joined to those before it by the pairwise update of
 * Chan, Golub & LeVeque 1983 (The American Statistician 37): a sum of squares would cancel.
 */
function tally(all: Tally, piece: Float64Array): void {
  let finite = 0;
  let sum = 0;
  for (let i = 0; i < piece.length; i++) {
    const value = piece[i];
    if (value - value !== 0) {
      if (value > 0) all.positiveInfinite++;
      else if (value < 0) all.negativeInfinite++;
      else all.nan++;
      continue;
    }
    finite++;
    sum += value;
    if (value === 0) all.zeros++;
    if (value < all.min) all.min = value;
    if (value > all.max) all.max = value;
  }
  if (finite === 0) return;
  const mean = sum / finite;
  let spread = 0;
  for (let i = 0; i < piece.length; i++) {
    const off = piece[i] - mean;
    if (off - off === 0) spread += off * off;
  }
  const together = all.finite + finite;
  const apart = mean - all.mean;
  all.spread += spread + (apart * apart * all.finite * finite) / together;
  all.mean += (apart * finite) / together;
  all.finite = together;
}

type Range = { readonly low: number; readonly high: number };

/** Ends of the histogram; undefined where there is nothing to count or the width overflows. */
function rangeOf({ min, max, finite }: Tally): Range | undefined {
  if (finite === 0 || !Number.isFinite(max - min)) return undefined;
  return min === max ? { low: min - 0.5, high: max + 0.5 } : { low: min, high: max };
}

async function binCounts(
  job: Job,
  checkpoint: Checkpoint,
  tensor: string,
  { low, high }: Range,
): Promise<readonly number[]> {
  const width = high - low;
  const edges = Float64Array.from({ length: BINS + 1 }, (_, i) => low + (i * width) / BINS);
  edges[BINS] = high;
  const counts = new Float64Array(BINS);
  await eachPiece(job, checkpoint, tensor, (piece) => {
    for (let i = 0; i < piece.length; i++) {
      const value = piece[i];
      if (!(value >= low && value <= high)) continue; // NaN and infinities
      let bin = Math.min(Math.floor(((value - low) / width) * BINS), BINS - 1);
      // The quotient may round over an edge; the edges decide, as in numpy.
      if (value < edges[bin]) bin--;
      else if (bin < BINS - 1 && value >= edges[bin + 1]) bin++;
      counts[bin]++;
    }
  });
  return [...counts];
}

function viewOf(
  all: Tally,
  histogram: TensorStatisticsView['histogram'] | undefined,
): TensorStatisticsView {
  const { zeros, nan, positiveInfinite, negativeInfinite, finite, min, max } = all;
  const std = Math.sqrt(all.spread / finite);
  return {
    count: finite + nan + positiveInfinite + negativeInfinite,
    zeros,
    nan,
    positiveInfinite,
    negativeInfinite,
    finite: finite === 0 ? null : { min, max, mean: orNull(all.mean), std: orNull(std) },
    histogram: histogram ?? null,
  };
}

function orNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
