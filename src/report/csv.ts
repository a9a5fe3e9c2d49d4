// The numbers of the flow map as CSV (RFC 4180): one row a site that was measured, weights of the sets and shares
// of the parts as columns; of a fleet its pairs, of training runs their checkpoints, of a circuit its components.
import type { Effect } from '../protocol/circuit.ts';
import type { SitePlace, SiteReport } from '../protocol/coordinates.ts';
import type { FleetReport, Report, TrajectoryReport } from '../protocol/report.ts';
import { setText, shareOf } from '../protocol/reportWords.ts';
import {
  flowsOf,
  type Interval,
  type SectionOf,
  type SpanReport,
  sectionOf,
} from '../protocol/sections.ts';
import { pairVerdict } from '../words/verdicts.ts';

/** Ends with a line feed. A cell that a spreadsheet would take for a formula is made text. */
export function reportCsv(report: Report): string {
  const lines = linesOf(report);
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

type Line = readonly (string | number)[];

function linesOf(report: Report): readonly Line[] {
  if (report.kind === 'fleet') return pairLines(report);
  if (report.kind === 'trajectory') return checkpointLines(report);
  const circuit = sectionOf(report, 'circuit');
  return circuit ? componentLines(circuit) : siteLines(report);
}

const ends = (name: string) => [name, `${name} low`, `${name} high`];
const numbers = (of: Interval | null): Line => (of ? [of.value, of.low, of.high] : ['', '', '']);

/** Every head and MLP of a circuit's model. */
function componentLines({ components }: SectionOf<'circuit'>): readonly Line[] {
  const effects = ['noising', 'denoising'].flatMap((way) => [
    ...ends(`${way} logit difference`),
    ...ends(`${way} KL`),
  ]);
  const exact = (effect: Effect | null) => [
    ...numbers(effect?.logitDifference ?? null),
    ...numbers(effect?.kl ?? null),
  ];
  const facts = ['kind', 'block', 'head', 'in the circuit', 'stability'];
  const header = [...facts, ...effects, ...ends('attribution')];
  const rows = components.map((one): Line => {
    const { layer, head, isChosen, stability, noising, denoising } = one;
    return [
      ...[head === null ? 'MLP' : 'head', layer, head ?? '', isChosen ? 'yes' : 'no', stability],
      ...[noising, denoising].flatMap(exact),
      ...numbers(one.attribution),
    ];
  });
  return [header, ...rows];
}

/** Every pair of a fleet. */
function pairLines(report: FleetReport): readonly Line[] {
  const header = [
    'model',
    'with',
    'verdict',
    ...['distance', 'full', 'merge'].flatMap(ends),
    'set',
    'pairs',
    'level',
  ];
  const found = sectionOf(report, 'fleet')?.pairs ?? [];
  const rows = found.map((pair) => {
    const { a, b, distance, full, merge, pairs, level } = pair;
    return [
      ...[report.models[a].name, report.models[b].name, pairVerdict(pair) ?? ''],
      ...[distance, full, merge].flatMap(numbers),
      distance ? setText(distance.set) : '',
      ...[pairs ?? '', level ?? ''],
    ];
  });
  return [header, ...rows];
}

/** Every checkpoint of every run, beside the last and the one before it; then what it holds, a set a column. */
function checkpointLines({ models, sections }: TrajectoryReport): readonly Line[] {
  const { runs } = sectionOf({ sections }, 'trajectory')!;
  const sets = [
    ...new Set(models.flatMap(({ profile }) => (profile ?? []).map(({ set }) => setText(set)))),
  ];
  const ways = ['last', 'one before'];
  const header = [
    ...['run', 'checkpoint', 'step', 'accuracy', 'solves'],
    ...ways.flatMap((way) => [`${way}: verdict`, ...ends(`${way}: distance`)]),
    ...['settles', 'changes', 'breaks'],
    ...sets.flatMap((set) => ends(`held ${set}`)),
  ];
  const yes = (is: boolean) => (is ? 'yes' : 'no');
  const rows = runs.flatMap(({ name, steps, settled, change, breaks }) =>
    steps.map(({ model, label, step, solves, toLast, toPrevious }, s): Line => {
      const held = new Map((models[model].profile ?? []).map((one) => [setText(one.set), one]));
      return [
        ...[name, label, step ?? '', models[model].accuracy ?? '', yes(solves)],
        ...[toLast, toPrevious].flatMap((beside) => [
          beside?.verdict ?? '',
          ...numbers(beside?.distance ?? null),
        ]),
        ...[yes(settled === s), yes(change?.at === s), yes(breaks.includes(s))],
        ...sets.flatMap((set) => numbers(held.get(set) ?? null)),
      ];
    }),
  );
  return [header, ...rows];
}

/** Every site, the joint ones last; of an older report its single spans. */
function siteLines(report: Report): readonly Line[] {
  const parts = report.task.parts.map(({ id }) => id);
  const sets = setsOf(report);
  const facts = ['pairs', 'label', 'determined', 'unexplained', 'strength'];
  const rows = report.models.flatMap(({ name, sites }, m) => {
    const spans = spansOf(report, m);
    return (sites ?? [...spans.values()].map(({ place }) => place)).map((site): Line => {
      const span = site.onward ? undefined : spans.get(keyOf(site))?.of;
      return [
        ...[name, site.cut, site.span, String(site.onward)],
        ...('label' in site
          ? coordinatesOf(site, sets)
          : Array<string>(facts.length + sets.length).fill('')),
        ...parts.map((part) => (span?.shares ? shareOf(span.shares, part) : '')),
      ];
    });
  });
  const weights = sets.map((set) => `weight ${set}`);
  const shares = parts.map((part) => `share ${part}`);
  return [['model', 'cut', 'span', 'and after', ...facts, ...weights, ...shares], ...rows];
}

/** A weight under .02 is not known: its cell is empty. */
function coordinatesOf(site: SiteReport, sets: readonly string[]): Line {
  const weights = new Map(site.coordinates.map(({ set, weight }) => [setText(set), weight]));
  return [
    site.pairs,
    ...[site.label === null ? '' : setText(site.label), String(site.determined)],
    ...[site.unexplained, site.strength],
    ...sets.map((set) => weights.get(set) ?? ''),
  ];
}

/** Every set that has a weight anywhere, in the order in which they are met. */
function setsOf({ models }: Report): readonly string[] {
  const sets = new Set<string>();
  for (const { sites } of models) {
    for (const { coordinates } of sites ?? []) {
      for (const { set } of coordinates) sets.add(setText(set));
    }
  }
  return [...sets];
}

const keyOf = ({ cut, span }: SitePlace) => `${cut} ${span}`;

function spansOf(report: Report, model: number) {
  const cuts = flowsOf(report)[model]?.cuts ?? [];
  const spans = cuts.flatMap((measured, cut) =>
    (measured?.spans ?? []).map((of): readonly [string, { place: SitePlace; of: SpanReport }] => {
      const place = { cut, span: of.span, onward: false };
      return [keyOf(place), { place, of }];
    }),
  );
  return new Map(spans);
}

/** Spreadsheets pass over space and what nobody sees, and some take full-width signs for plain ones. */
const formula =
  /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*[=+\-@|\uff1d\uff0b\uff0d\uff20\u2212]|^[\t\r\n]/u;

function cell(value: string | number): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  const harmless = formula.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
