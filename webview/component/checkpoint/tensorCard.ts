// The details of one tensor: what the header says, and its statistics once they are asked for.
import type { StatisticsView, TensorRow } from '../../../src/protocol/checkpointService.ts';
import type { InspectView, TensorStatisticsView } from '../../../src/protocol/engineService.ts';
import { count, percent, shown } from '../../../src/protocol/reportWords.ts';
import { blockWords } from '../../../src/words/changes.ts';
import { type Child, h } from '../../host/element.ts';
import { nameWords } from '../words.ts';
import { histogramFigure } from './histogram.ts';
import { button, facts, failure, section } from './sheet.ts';
import { plural, product, shapeText, sizeText, valueText } from './tensorWords.ts';

export type TensorActions = {
  readonly statistics: () => void;
  readonly cancel: () => void;
  readonly copyName: () => void;
  /** Undefined where nothing can look it up. */
  readonly reveal: (() => void) | undefined;
};

/** `reading` says how far the statistics are, while they are made. */
export function tensorCard(
  row: TensorRow,
  ties: InspectView['tied'],
  statistics: StatisticsView | undefined,
  reading: HTMLElement,
  actions: TensorActions,
): HTMLElement {
  const { name, dtype, shape, bytes, file, understood } = row;
  const odd: readonly (readonly [string, Child])[] = understood
    ? []
    : [['family', 'does not know this name']];
  return section(
    'tensor',
    h('bdi', { class: 'full-name' }, nameWords(name, 4000)),
    facts([
      ['shape', shapeText(shape)],
      ['dtype', dtype],
      ...(row.block ? [['blocks', blockWords(row.block)] as const] : []),
      ['elements', count(product(shape))],
      ['size', sizeText(bytes)],
      ['file', h('bdi', {}, shown(file, 400))],
      ...ties.map((tie) => ['tied', tieWords(tie)] as const),
      ...odd,
    ]),
    h(
      'div',
      { class: 'buttons' },
      statistics?.phase === 'running'
        ? button('Cancel', actions.cancel)
        : statistics?.phase === 'done'
          ? undefined
          : button('Compute Statistics', actions.statistics, 'primary'),
      actions.reveal ? button('Reveal Defining Line', actions.reveal) : undefined,
      button('Copy Name', actions.copyName),
    ),
    ...(statistics ? statisticsParts(statistics, reading) : []),
  );
}

function tieWords(tie: InspectView['tied'][number]): Child {
  return h('bdi', {}, `${shown(tie.with, 300)}: ${shown(tie.why, 300)}`);
}

function statisticsParts(view: StatisticsView, reading: HTMLElement): readonly Child[] {
  switch (view.phase) {
    case 'running':
      return [reading];
    case 'failed':
      return view.failure ? [failure(view.failure)] : [];
    case 'cancelled':
      return [h('p', { class: 'quiet', role: 'status' }, 'Cancelled.')];
    case 'done':
      return view.statistics ? results(view.statistics) : [];
  }
}

function results(view: TensorStatisticsView): readonly Child[] {
  const { finite, histogram } = view;
  const number = (value: number | null) => (value === null ? 'too large' : valueText(value));
  return [
    facts([
      ...(finite
        ? [
            ['min', valueText(finite.min)] as const,
            ['max', valueText(finite.max)] as const,
            ['mean', number(finite.mean)] as const,
            ['std', number(finite.std)] as const,
          ]
        : []),
      ['zeros', share(view.zeros, view.count)],
      ['NaN', alarm(view.nan, view.count)],
      ['infinite', infinities(view)],
    ]),
    histogram
      ? histogramFigure(histogram)
      : h('p', { class: 'quiet' }, finite ? 'Too wide for a histogram.' : 'No finite value.'),
  ];
}

function share(n: number, of: number): string {
  if (n === 0) return '0';
  const part = n / of;
  return `${count(n)} (${part < 0.001 ? 'under 0.1 %' : percent(part)})`;
}

/** What should be 0 in weights that work. */
function alarm(n: number, of: number): Child {
  return n === 0 ? '0' : h('strong', { class: 'failed' }, share(n, of));
}

function infinities({
  positiveInfinite,
  negativeInfinite,
  count: of,
}: TensorStatisticsView): Child {
  if (positiveInfinite + negativeInfinite === 0) return '0';
  const words = `+${plural(positiveInfinite, 'value')}, -${plural(negativeInfinite, 'value')}`;
  return h('strong', { class: 'failed', title: `of ${count(of)}` }, words);
}
