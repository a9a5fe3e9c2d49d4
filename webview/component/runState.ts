// The line that says what a run does: its progress with a way to end it, or why there is no report.
import { isSoFar } from '../../src/protocol/looked.ts';
import type { PanelAction, PanelProgress, PanelView } from '../../src/protocol/panelService.ts';
import { shown } from '../../src/protocol/reportWords.ts';
import { h } from '../host/element.ts';
import { button } from '../host/toolkit.ts';

export function runState(ask: (action: PanelAction) => void) {
  const bar = h('progress', { max: 1, 'aria-label': 'Progress' });
  const doing = h('span', { class: 'doing' });
  const left = h('span', { class: 'quiet number' });
  const cancel = button('Cancel', () => ask('cancel'));
  const running = h('div', { class: 'running', hidden: true }, bar, doing, left, cancel);
  const said = h('div', { class: 'said', 'aria-live': 'polite' });
  const element = h('div', { class: 'run-state' }, running, said);

  return {
    element,
    show(view: PanelView): void {
      const isRunning = view.phase === 'running';
      if (isRunning && running.hidden) {
        bar.removeAttribute('value'); // nothing is known yet
        doing.textContent = 'Starting';
        left.textContent = '';
      }
      running.hidden = !isRunning;
      said.replaceChildren(...words(view, ask));
    },
    progress({ fraction, doing: now, secondsLeft, isAtMost }: PanelProgress): void {
      bar.value = fraction;
      doing.textContent = shown(now, 200);
      left.textContent = secondsLeft === null ? '' : timeLeft(secondsLeft, isAtMost);
    },
  };
}

function words(view: PanelView, ask: (action: PanelAction) => void): readonly HTMLElement[] {
  const { phase, failure, notes, report, request } = view;
  const said = notes.map((note) => h('p', { class: 'quiet' }, shown(note, 400)));
  const isKnown = phase !== 'running' && report !== null && isSoFar(report);
  const known = isKnown ? [h('p', {}, unfinishedWords)] : [];
  if (failure !== null) return [...said, failed(failure.message, failure.hint, ask), ...known];
  if (phase === 'cancelled') return [...said, h('p', {}, 'Cancelled.'), ...known];
  if (phase === 'idle' && report === null) {
    const sentence =
      request.task === null
        ? 'No task is chosen yet: it says on which prompts the models are compared.'
        : 'This was not run yet, or its report is gone. Run it again to see it.';
    return [...said, h('p', {}, sentence)];
  }
  return said;
}

const unfinishedWords =
  'Unfinished: below is what was known by then. To go on costs only what is not measured yet.';

function failed(
  message: string,
  hint: string | undefined,
  ask: (action: PanelAction) => void,
): HTMLElement {
  return h(
    'div',
    { class: 'failure', role: 'alert' },
    h('p', {}, h('b', {}, 'The run failed: '), shown(message, 1200)),
    hint ? h('p', { class: 'quiet' }, shown(hint, 600)) : undefined,
    button('Show Log', () => ask('showLog')),
  );
}

function timeLeft(seconds: number, isAtMost: boolean): string {
  if (seconds < 1) return 'a moment left';
  const most = isAtMost ? 'at most ' : '';
  if (seconds < 90) return `${most}${Math.ceil(seconds)} s left`;
  return `${most}${Math.ceil(seconds / 60)} min left`;
}
