// More than two models: every pair through the same comparison, one after the other, as a matrix.
// A pair that fails does not stop the others.
import type {
  PairView,
  PanelModel,
  PanelProgress,
  PanelRequest,
  PanelView,
} from '../../protocol/panelService.ts';
import type { Report } from '../../protocol/report.ts';
import { sectionOf } from '../../protocol/sections.ts';
import type { Compute } from '../compute.ts';
import {
  failureOf,
  newSession,
  runReport,
  type Session,
  type SessionListeners,
} from './session.ts';

/** A session whose run fills `pairs`; its headers are read as any session's. */
export function newFleet(
  compute: Pick<Compute, 'call'>,
  request: PanelRequest,
  listeners: SessionListeners,
  models?: readonly PanelModel[],
): Session {
  let running: AbortController | undefined;
  let progress: PanelProgress | undefined;
  let own: Pick<PanelView, 'pairs' | 'phase' | 'request'> = {
    pairs: pairsOf(request.models.length),
    phase: 'idle',
    request,
  };
  const showHeaders = { ...listeners, onChange: () => listeners.onChange(view()) };
  const headers = newSession(compute, request, showHeaders, null, models);
  const view = (): PanelView => ({ ...headers.view, ...own });
  const change = (with_: Partial<typeof own>) => {
    own = { ...own, ...with_ };
    listeners.onChange(view());
  };

  return {
    get view() {
      return view();
    },
    get progress() {
      return progress;
    },
    readHeaders: () => headers.readHeaders(),
    async run(with_ = {}) {
      running?.abort();
      const mine = new AbortController();
      running = mine;
      change({
        request: { ...own.request, ...with_ },
        phase: 'running',
        pairs: pairsOf(request.models.length),
      });
      for (const [i, pair] of own.pairs.entries()) {
        if (mine.signal.aborted) break;
        const set = (now: Partial<PairView>) => {
          if (running === mine) change({ pairs: own.pairs.with(i, { ...own.pairs[i], ...now }) });
        };
        await runPair(pair, set, mine.signal, i / own.pairs.length);
      }
      if (running !== mine) return;
      running = undefined;
      progress = undefined;
      change({ phase: mine.signal.aborted ? 'cancelled' : 'done' });
    },
    cancel() {
      running?.abort();
    },
  };

  async function runPair(
    { a, b }: PairView,
    set: (now: Partial<PairView>) => void,
    signal: AbortSignal,
    before: number,
  ): Promise<void> {
    const { models } = own.request;
    const asked = { ...own.request, models: [models[a], models[b]] };
    set({ phase: 'running' });
    try {
      const report = await runReport(compute, asked, {
        signal,
        onProgress: ({ fraction, doing }) => {
          const done = before + fraction / own.pairs.length;
          progress = { fraction: done, doing, secondsLeft: null };
          listeners.onProgress(progress);
        },
      });
      set({ phase: 'done', ...outcomeOf(report) });
      await listeners.onReport(asked, report);
    } catch (error) {
      const failure = failureOf(error);
      set(failure.code === 'cancelled' ? { phase: 'cancelled' } : { phase: 'failed', failure });
    }
  }
}

function pairsOf(models: number): readonly PairView[] {
  const pairs: PairView[] = [];
  for (let a = 0; a < models; a++) {
    for (let b = a + 1; b < models; b++) {
      pairs.push({ a, b, phase: 'idle', verdict: null, distance: null, failure: null });
    }
  }
  return pairs;
}

function outcomeOf(report: Report): Pick<PairView, 'verdict' | 'distance'> {
  if (report.kind !== 'compare') return { verdict: null, distance: null };
  return {
    verdict: report.verdict,
    distance: sectionOf(report, 'distances')?.causal.value ?? null,
  };
}
