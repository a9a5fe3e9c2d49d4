// Every pair of a fleet as a matrix: one comparison a cell, which opens it.
import type { PairView, PanelView } from '../../src/protocol/panelService.ts';
import { score, shown } from '../../src/protocol/reportWords.ts';
import { type Child, h } from '../host/element.ts';
import { table } from './table.ts';
import { verdictIcon } from './verdictIcon.ts';
import { name } from './words.ts';

export function fleetMatrix(
  { models, pairs }: PanelView,
  open: (a: number, b: number) => void,
): HTMLElement {
  const columns = [{ name: 'model' }, ...models.slice(1).map((m) => ({ name: shown(m.name, 40) }))];
  const rows = models.slice(0, -1).map((model, a): readonly Child[] => [
    name(model.name),
    ...models.slice(1).map((_, i) => {
      const pair = pairs.find((each) => each.a === a && each.b === i + 1);
      return pair ? cell(pair, models, open) : '';
    }),
  ]);
  return h(
    'section',
    { class: 'report fleet', 'aria-labelledby': 'fleet-title' },
    h('h1', { id: 'fleet-title' }, `${models.length} models, every pair`),
    h(
      'p',
      { class: 'caption' },
      'Verdict and causal distance of each pair; select one to open it.',
    ),
    table('Pairs', columns, rows),
  );
}

function cell(
  { a, b, phase, verdict, distance, failure }: PairView,
  models: PanelView['models'],
  open: (a: number, b: number) => void,
): HTMLElement {
  const words = verdict ?? (failure ? 'failed' : phase === 'running' ? 'running' : 'waiting');
  if (phase !== 'done') {
    return h(
      'span',
      { class: 'quiet', title: failure ? shown(failure.message) : undefined },
      words,
    );
  }
  const label = `${shown(models[a].name, 80)} and ${shown(models[b].name, 80)}: ${words}`;
  const button = h(
    'button',
    { type: 'button', class: 'pair', 'aria-label': label },
    verdict ? verdictIcon(verdict) : undefined,
    distance === null ? words : `${words} ${score(distance)}`,
  );
  button.addEventListener('click', () => open(a, b));
  return button;
}
