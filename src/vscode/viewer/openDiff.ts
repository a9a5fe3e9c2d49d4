// One open tensor comparison: two files, their page, and the calls to the compute process for them.
// Values are read in batches, so that lines fill in from the top and a cancel keeps what is there.
import type { Disposable, Webview } from 'vscode';
import type {
  DiffHead,
  DiffPage,
  DiffProgress,
  DiffRow,
  DiffService,
  IndexedChange,
} from '../../protocol/checkpointService.ts';
import type { CheckpointDiffView } from '../../protocol/engineService.ts';
import type { Handlers } from '../../protocol/server.ts';
import { failureOf } from '../comparison/session.ts';
import { isCancelled } from '../compute.ts';
import { openChannel, placeIn } from './channel.ts';
import type { ViewerServices } from './openViewer.ts';
import { canReveal, revealTensor } from './reveal.ts';
import { clip, diffRows, slices } from './slices.ts';

/** Paths of A and B. */
export type Pair = readonly [string, string];

const BATCH_BYTES = 256e6; // about a second of reading
const BATCH_TENSORS = 500;
const AT_ONCE_BYTES = 1e9; // above, the user is asked first: it reads the files whole

type Listed = {
  readonly diff: CheckpointDiffView;
  readonly rows: readonly DiffRow[];
  /** Whole names, in the order of the rows. */
  readonly names: readonly string[];
  readonly batches: readonly (readonly number[])[];
};

export function openDiff(services: ViewerServices, webview: Webview, paths: Pair): Disposable {
  const { vscode, compute, log } = services;
  const [a, b] = paths;
  let reading: Promise<Listed> | undefined;
  let running: AbortController | undefined;
  let found: IndexedChange[] = [];
  let last: DiffProgress | undefined;

  const read = () => {
    reading ??= compute.call('checkpointDiff', { a, b }).then(listedOf);
    return reading;
  };
  const tellProgress = (progress: DiffProgress) => {
    last = progress;
    channel.page?.call('progress', progress).result.catch(() => undefined); // it may go away
  };
  const list = async () => {
    const { page } = channel;
    if (!page) return;
    const waiting = { paths, failure: null, sides: null, rows: 0, valueBytes: 0 };
    await page.call('show', waiting).result;
    try {
      const listed = await read();
      await page.call('show', headOf(paths, listed)).result;
      for (const slice of slices(listed.rows)) await page.call('tensors', slice).result;
      if (found.length > 0) await page.call('changes', found).result;
      if (last) tellProgress(last);
      else if (valueBytes(listed) <= AT_ONCE_BYTES) void compareValues();
    } catch (error) {
      if (page !== channel.page) return; // the page went away
      reading = undefined; // the next look tries again
      await page.call('show', { ...waiting, failure: failureOf(error) }).result;
    }
  };
  const compareValues = async () => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    found = [];
    tellProgress({ phase: 'running', fraction: 0, failure: null });
    try {
      const { names, batches } = await read();
      for (const [done, batch] of batches.entries()) {
        const tensors = batch.map((row) => names[row]);
        const onProgress = ({ fraction }: { readonly fraction: number }) => {
          const whole = (done + fraction) / batches.length;
          if (running === mine) tellProgress({ phase: 'running', fraction: whole, failure: null });
        };
        const options = { signal: mine.signal, onProgress };
        const changes = await compute.call('tensorChanges', { a, b, tensors }, options);
        if (running !== mine) return;
        const indexed = changes.map(({ name: _, ...change }, i) => ({
          ...change,
          tensor: batch[i],
        }));
        found.push(...indexed);
        channel.page?.call('changes', indexed).result.catch(() => undefined); // it may go away
      }
      tellProgress({ phase: 'done', fraction: 1, failure: null });
    } catch (error) {
      if (running !== mine) return;
      if (isCancelled(error)) tellProgress({ phase: 'cancelled', fraction: 0, failure: null });
      else tellProgress({ phase: 'failed', fraction: 0, failure: failureOf(error) });
    }
  };

  const reveal = async (tensor: unknown) => {
    const { rows, names } = await read();
    const path = placeIn(rows, tensor).sides[0] === null ? b : a;
    await revealTensor(services, path, placeIn(names, tensor));
  };
  const handlers: Handlers<DiffService> = {
    ready: async () => {
      list().catch((error) => log.debug(`tensors of ${a} and ${b}: ${failureOf(error).message}`));
      return { canReveal: await canReveal(vscode) };
    },
    compareValues: async () => void compareValues(),
    cancel: async () => running?.abort(),
    reveal: (_, { tensor }) => reveal(tensor),
    copyName: async (_, { tensor }) =>
      vscode.env.clipboard.writeText(placeIn((await read()).names, tensor)),
  };
  const channel = openChannel<DiffService, DiffPage>(webview, handlers);
  return {
    dispose() {
      running?.abort();
      channel.dispose();
    },
  };
}

function listedOf(diff: CheckpointDiffView): Listed {
  const rows = diffRows(diff);
  const names = [...diff.both, ...diff.onlyA, ...diff.onlyB].map(({ name }) => name);
  return { diff, rows, names, batches: batchesOf(rows) };
}

/** Rows with values to compare, in batches of about equal work. */
function batchesOf(rows: readonly DiffRow[]): readonly (readonly number[])[] {
  const batches: number[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const [i, row] of rows.entries()) {
    if (!isComparable(row)) continue;
    const size = bytesOf(row);
    if (bytes + size > BATCH_BYTES || batches[batches.length - 1].length === BATCH_TENSORS) {
      batches.push([]);
      bytes = 0;
    }
    batches[batches.length - 1].push(i);
    bytes += size;
  }
  return batches;
}

function isComparable({ sides: [a, b] }: DiffRow): boolean {
  return a !== null && b !== null && a.shape.join() === b.shape.join();
}

function bytesOf({ sides }: DiffRow): number {
  return sides.reduce((sum, side) => sum + (side?.bytes ?? 0), 0);
}

function valueBytes({ rows }: Listed): number {
  return rows.filter(isComparable).reduce((sum, row) => sum + bytesOf(row), 0);
}

function headOf(paths: Pair, listed: Listed): DiffHead {
  return {
    paths,
    failure: null,
    sides: listed.diff.sides.map((side) => ({ ...side, name: clip(side.name) })),
    rows: listed.rows.length,
    valueBytes: valueBytes(listed),
  };
}
