// One comparison (interpretation, fleet) while it has a panel: its headers, its run, its last report.
// Knows nothing of the editor.

import type { CallOptions } from '../../client/engineClient.ts';
import type { InspectSummary } from '../../protocol/engineService.ts';
import type {
  PanelModel,
  PanelPhase,
  PanelProgress,
  PanelRequest,
  PanelView,
} from '../../protocol/panelService.ts';
import type { Report } from '../../protocol/report.ts';
import { CallError, type Failure, internalFailure } from '../../protocol/rpc.ts';
import { timeLeftEstimator } from '../../protocol/timeLeft.ts';
import type { Compute } from '../compute.ts';

export type SessionListeners = {
  readonly onChange: (view: PanelView) => void;
  readonly onProgress: (progress: PanelProgress) => void;
  /** Keeps the report; the run's promise waits for it, what is shown does not. */
  readonly onReport: (request: PanelRequest, report: Report) => Promise<void>;
};

export interface Session {
  readonly view: PanelView;
  /** Of the run under way; undefined: none, or nothing is known of it yet. */
  readonly progress: PanelProgress | undefined;
  /** Reads the headers of the models, as far as they are not read yet. */
  readHeaders(): Promise<void>;
  /** Runs with what changed; a run that is under way is cancelled first. Never rejects. */
  run(change?: Partial<Pick<PanelRequest, 'task' | 'options'>>): Promise<void>;
  cancel(): void;
}

export function newSession(
  compute: Pick<Compute, 'call'>,
  request: PanelRequest,
  { onChange, onProgress, onReport }: SessionListeners,
  report: Report | null = null,
  models: readonly PanelModel[] = request.models.map(unread),
): Session {
  let view: PanelView = {
    request,
    models,
    spans: null,
    phase: report === null ? 'idle' : 'done',
    failure: null,
    notes: [],
    report,
    edition: 0,
  };
  let running: AbortController | undefined;
  let progress: PanelProgress | undefined;
  const change = (with_: Partial<Omit<PanelView, 'edition'>>) => {
    const edition = with_.report === undefined ? view.edition : view.edition + 1;
    view = { ...view, ...with_, edition };
    onChange(view);
  };
  const end = (
    mine: AbortController,
    phase: PanelPhase,
    with_: Parameters<typeof change>[0] = {},
  ) => {
    if (running !== mine) return; // a later run has taken over
    running = undefined;
    progress = undefined;
    change({ phase, ...with_ });
  };

  return {
    get view() {
      return view;
    },
    get progress() {
      return progress;
    },
    async readHeaders() {
      if (view.request.trajectory) return; // of a run's folder there is none
      for (const [i, model] of view.models.entries()) {
        if (model.header !== null) continue;
        const read = await readHeader(compute, model);
        change({ models: view.models.with(i, read) });
      }
    },
    async run(with_ = {}) {
      running?.abort();
      const mine = new AbortController();
      running = mine;
      progress = undefined;
      let isSoFar = false;
      const asked: PanelRequest = { ...view.request, ...with_ };
      const spans = asked.task === view.request.task ? view.spans : null;
      change({ request: asked, spans, phase: 'running', failure: null, notes: [] });
      const isMapped = !asked.trajectory && asked.models.length <= 2 && view.report === null; // by an empty map, at first
      if (spans === null && isMapped) {
        void spansOf(compute, asked).then((read) => {
          if (running === mine && read !== null) change({ spans: read });
        });
      }
      try {
        const made = await runReport(compute, asked, {
          signal: mine.signal,
          onProgress: withTimeLeft((now) => {
            if (running !== mine) return;
            progress = { ...now, isAtMost: isSoFar };
            onProgress(progress);
          }),
          onPart: (known) => {
            if (running !== mine) return;
            isSoFar = true;
            change({ report: known });
          },
          onNote: (text) => {
            if (running === mine) change({ notes: [...view.notes, text] });
          },
        });
        end(mine, 'done', { report: made });
        await onReport(asked, made);
      } catch (error) {
        const failure = failureOf(error);
        if (failure.code === 'cancelled') end(mine, 'cancelled');
        else end(mine, 'failed', { failure });
      }
    },
    cancel() {
      running?.abort();
    },
  };
}

export function unread(path: string): PanelModel {
  const name = path.split(/[\\/]/).filter(Boolean).pop() ?? path;
  return { path, name, header: null, failure: null };
}

/** The model with its header, or with why it has none. */
export async function readHeader(
  compute: Pick<Compute, 'call'>,
  model: PanelModel,
): Promise<PanelModel> {
  try {
    const found = await compute.call('inspect', { path: model.path });
    return { ...model, name: found.name, header: headerOf(found), failure: null };
  } catch (error) {
    return { ...model, failure: failureOf(error) };
  }
}

function headerOf({
  notUnderstoodCount: _,
  metadata: __,
  metadataLeftOut: ___,
  ...header
}: InspectSummary) {
  return header;
}

/** null: the task is wrong, which the run says. */
async function spansOf(
  compute: Pick<Compute, 'call'>,
  { task }: PanelRequest,
): Promise<readonly string[] | null> {
  if (task === null) return null;
  const { spans } = await compute.call('taskFile', { task }).catch(() => ({ spans: [] }));
  return spans.length > 0 ? spans : null;
}

type RunListeners = CallOptions<Report>;

function runReport(
  compute: Pick<Compute, 'call'>,
  { models, task, options, trajectory }: PanelRequest,
  listeners: RunListeners,
): Promise<Report> {
  if (task === null) throw new CallError(noTask);
  if (trajectory) return compute.call('trajectory', { ...options, runs: models, task }, listeners);
  const [a, b] = models;
  if (models.length > 2) return compute.call('fleet', { ...options, models, task }, listeners);
  return b === undefined
    ? compute.call('interpret', { ...options, a, task }, listeners)
    : compute.call('compare', { ...options, a, b, task }, listeners);
}

const noTask: Failure = {
  code: 'usage',
  message: 'no task is chosen',
  hint: 'Choose the task that both models are to answer.',
};

function withTimeLeft(tell: (progress: Omit<PanelProgress, 'isAtMost'>) => void) {
  const started = performance.now();
  const estimate = timeLeftEstimator();
  return ({ fraction, doing }: { readonly fraction: number; readonly doing: string }) => {
    const left = estimate(fraction, performance.now() - started);
    tell({ fraction, doing, secondsLeft: left === undefined ? null : left / 1000 });
  };
}

export function failureOf(error: unknown): Failure {
  if (error instanceof CallError) {
    const { code, message, hint } = error;
    return { code, message, hint };
  }
  return internalFailure(error);
}
