// One open viewer: a file, its page, and the calls to the compute process for it.
import type { Disposable, Uri, Webview } from 'vscode';
import type {
  CheckpointPage,
  CheckpointService,
  StatisticsView,
} from '../../protocol/checkpointService.ts';
import { CallError, isCancelled } from '../../protocol/rpc.ts';
import type { Handlers } from '../../protocol/server.ts';
import { slices } from '../../protocol/slices.ts';
import { failureOf } from '../comparison/session.ts';
import { listTensors, type TensorList } from '../listTensors.ts';
import { openPageChannel } from '../pageChannel.ts';
import type { Services } from '../services.ts';
import type { VsCode } from '../vsCode.ts';
import { canReveal, revealTensor } from './reveal.ts';
import { clipped, placeIn } from './rows.ts';

export type ViewerServices = Pick<Services, 'vscode' | 'compute' | 'log'>;

export interface OpenViewer extends Disposable {
  /** Reads the header again: the file has changed. */
  reload(): void;
  /** Resolves when every tensor of the header stands on the page. */
  readonly listed: Promise<void>;
}

export function openViewer(services: ViewerServices, webview: Webview, uri: Uri): OpenViewer {
  const path = uri.fsPath;
  const { vscode, compute, log } = services;
  let reading: Promise<TensorList> | undefined;
  let listed: Promise<void> = Promise.resolve();
  let running: AbortController | undefined;

  const read = () => {
    reading ??= uri.scheme === 'file' ? listTensors(compute, path) : elsewhere(vscode, uri);
    return reading;
  };
  const tensorAt = async (place: unknown) => placeIn((await read()).tensors, place).name;
  const begin = () => {
    listed = list();
    listed.catch((error) => log.debug(`viewer of ${path}: ${failureOf(error).message}`));
  };
  const list = async () => {
    const { page } = channel;
    if (!page) return;
    const name = path.split(/[\\/]/).filter(Boolean).pop() ?? path;
    await page.call('show', { path, name, failure: null, header: null }).result;
    const list = await read().catch((error: unknown) => {
      reading = undefined; // the next look tries again
      return failureOf(error);
    });
    if (!('tensors' in list)) {
      await page.call('show', { path, name, failure: list, header: null }).result;
      return;
    }
    const { name: ownName, answers: _, ...header } = list.summary;
    await page.call('show', { path, name: ownName, failure: null, header }).result;
    for (const slice of slices(list.tensors)) await page.call('tensors', clipped(slice)).result;
    void tellGolden();
  };

  /** Known or not, the tensors are there: the badge comes when it comes. */
  const tellGolden = async () => {
    const { page } = channel;
    try {
      const golden = await compute.call('goldenBeside', { path });
      if (golden && page === channel.page) await page?.call('golden', golden).result;
    } catch (error) {
      log.debug(`golden beside ${path}: ${failureOf(error).message}`);
    }
  };
  const statistics = async (tensor: number) => {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    const tell = (view: Partial<StatisticsView> & Pick<StatisticsView, 'phase'>) => {
      if (running !== mine) return; // another tensor's turn
      const whole = { tensor, fraction: 0, statistics: null, failure: null, ...view };
      channel.page?.call('statistics', whole).result.catch(() => undefined); // it may go away
    };
    tell({ phase: 'running' });
    try {
      const name = await tensorAt(tensor);
      const result = await compute.call(
        'tensorStatistics',
        { path, tensor: name },
        {
          signal: mine.signal,
          onProgress: ({ fraction }) => tell({ phase: 'running', fraction }),
        },
      );
      tell({ phase: 'done', statistics: result });
    } catch (error) {
      if (isCancelled(error)) tell({ phase: 'cancelled' });
      else tell({ phase: 'failed', failure: failureOf(error) });
    }
  };

  const handlers: Handlers<CheckpointService> = {
    ready: async () => {
      begin();
      return { canReveal: await canReveal(vscode) };
    },
    statistics: async (_, { tensor }) => void statistics(tensor),
    cancel: async () => running?.abort(),
    reveal: async (_, { tensor }) => revealTensor(services, path, await tensorAt(tensor)),
    copyName: async (_, { tensor }) => vscode.env.clipboard.writeText(await tensorAt(tensor)),
  };
  const channel = openPageChannel<CheckpointService, CheckpointPage>(webview, handlers);
  return {
    reload() {
      reading = undefined;
      running?.abort();
      begin();
    },
    get listed() {
      return listed;
    },
    dispose() {
      running?.abort();
      channel.dispose();
    },
  };
}

/** Other file systems only hand out whole files: a checkpoint would have to fit into memory. */
function elsewhere({ l10n }: VsCode, uri: Uri): Promise<never> {
  const failure = {
    code: 'file-missing',
    message: l10n.t('{0} files cannot be read in parts', uri.scheme),
    hint: l10n.t('Copy the checkpoint to a folder of this machine and open it there.'),
  };
  return Promise.reject(new CallError(failure));
}
