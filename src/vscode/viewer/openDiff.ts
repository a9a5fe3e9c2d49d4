// One open tensor comparison: two files, their page, and the calls to the compute process for them.
// Values are read in batches, so that lines fill in from the top and a cancel keeps what is there.
import type { Disposable, Webview } from 'vscode';
import type {
  DiffHead,
  DiffPage,
  DiffProgress,
  DiffService,
  IndexedChange,
} from '../../protocol/checkpointService.ts';
import type { CheckpointDiffView, ComparedTensor } from '../../protocol/engineService.ts';
import { isCancelled } from '../../protocol/rpc.ts';
import type { Handlers } from '../../protocol/server.ts';
import { slices } from '../../protocol/slices.ts';
import { failureOf } from '../comparison/session.ts';
import type { Compute } from '../compute.ts';
import { openPageChannel } from '../pageChannel.ts';
import type { ViewerServices } from './openViewer.ts';
import { canReveal, revealTensor } from './reveal.ts';
import { clipped, placeIn } from './rows.ts';

/** Paths of A and B. */
export type Pair = readonly [string, string];

const BATCH_BYTES = 256e6; // about a second of reading
const BATCH_TENSORS = 500;
const AT_ONCE_BYTES = 1e9; // above, the user is asked first: it reads the files whole

const CHANGES_AT_ONCE = 2000;

type Listed = Batches &
  Pick<CheckpointDiffView, 'sides' | 'heads'> & { readonly rows: readonly ComparedTensor[] };

/** Rows with values to compare, by place, in batches of about equal work. */
type Batches = { readonly batches: readonly (readonly number[])[]; readonly valueBytes: number };

export function openDiff(services: ViewerServices, webview: Webview, paths: Pair): Disposable {
  const { vscode, compute, log } = services;
  const [a, b] = paths;
  let reading: Promise<Listed> | undefined;
  let running: AbortController | undefined;
  let found: IndexedChange[] = [];
  let last: DiffProgress | undefined;

  const read = () => {
    reading ??= listDiff(compute, paths);
    return reading;
  };
  const tellProgress = (progress: DiffProgress) => {
    last = progress;
    channel.page?.call('progress', progress).result.catch(() => undefined); // it may go away
  };
  const list = async () => {
    const { page } = channel;
    if (!page) return;
    const waiting = { paths, failure: null, sides: null, heads: [], rows: 0, valueBytes: 0 };
    await page.call('show', waiting).result;
    try {
      const listed = await read();
      await page.call('show', headOf(paths, listed)).result;
      for (const slice of slices(listed.rows)) await page.call('tensors', clipped(slice)).result;
      for (let from = 0; from < found.length; from += CHANGES_AT_ONCE) {
        await page.call('changes', found.slice(from, from + CHANGES_AT_ONCE)).result;
      }
      if (last) tellProgress(last);
      else if (listed.valueBytes <= AT_ONCE_BYTES) void compareValues();
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
      const { rows, batches } = await read();
      for (const [done, batch] of batches.entries()) {
        const tensors = batch.map((row) => rows[row].name);
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
    const { name, sides } = placeIn((await read()).rows, tensor);
    await revealTensor(services, sides[0] === null ? b : a, name);
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
      vscode.env.clipboard.writeText(placeIn((await read()).rows, tensor).name),
  };
  const channel = openPageChannel<DiffService, DiffPage>(webview, handlers);
  return {
    dispose() {
      running?.abort();
      channel.dispose();
    },
  };
}

async function listDiff(compute: Pick<Compute, 'call'>, [a, b]: Pair): Promise<Listed> {
  const rows: ComparedTensor[] = [];
  const { batches, add } = newBatches();
  const onPart = (part: readonly ComparedTensor[]) => {
    for (const row of part) {
      if (row.common !== null) add(rows.length, bytesOf(row));
      rows.push(row);
    }
  };
  const { sides, heads } = await compute.call('checkpointDiff', { a, b }, { onPart });
  return { sides, heads, rows, ...batches };
}

/** Filled row by row: who waits for a million of them at once is held up. */
function newBatches() {
  const all: number[][] = [];
  let last = 0; // bytes of the last batch
  const batches = { batches: all, valueBytes: 0 };
  const add = (row: number, bytes: number) => {
    const batch = all[all.length - 1];
    if (batch === undefined || last + bytes > BATCH_BYTES || batch.length === BATCH_TENSORS) {
      all.push([row]);
      last = 0;
    } else batch.push(row);
    last += bytes;
    batches.valueBytes += bytes;
  };
  return { batches, add };
}

function bytesOf({ sides }: ComparedTensor): number {
  return sides.reduce((sum, side) => sum + (side?.bytes ?? 0), 0);
}

function headOf(paths: Pair, { sides, heads, rows, valueBytes }: Listed): DiffHead {
  return { paths, failure: null, sides, heads, rows: rows.length, valueBytes };
}
