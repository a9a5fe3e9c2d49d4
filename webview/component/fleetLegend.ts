// What the marks of a fleet's matrix say, with their numbers, and the scale of its shades.

import { verdictOrder } from '../../src/words/verdicts.ts';
import { h } from '../host/element.ts';
import { type PairView, pairMark, pairWords } from './fleetPair.ts';

/** In this order, where there are any. */
const order: readonly string[] = [
  ...verdictOrder,
  ...['failed', 'cancelled', 'not compared', 'running', 'waiting'],
];

export function fleetLegend(pairs: readonly PairView[]): readonly HTMLElement[] {
  const kinds = order.flatMap((words) => {
    const those = pairs.filter((pair) => pairWords(pair) === words);
    return those.length > 0
      ? [
          h(
            'li',
            {},
            pairMark(those[0]),
            words,
            h('span', { class: 'number quiet' }, String(those.length)),
          ),
        ]
      : [];
  });
  const scale = h(
    'p',
    { class: 'heat-scale quiet' },
    '0 ',
    h('span', { class: 'heat-ramp', 'aria-hidden': 'true' }),
    ' 1',
    h('span', { class: 'hearing' }, 'Distance: 0 is alike, 1 is chance.'),
  );
  return [h('ul', { class: 'kinds', 'aria-label': 'Pairs by verdict' }, ...kinds), scale];
}
