// The numbers of the flow map as CSV (RFC 4180): one row a site, shares of the parts as columns;
// of a fleet its pairs.
import type { FleetReport, Report } from '../protocol/report.ts';
import { shareOf } from '../protocol/reportWords.ts';
import { flowsOf, type Interval, sectionOf } from '../protocol/sections.ts';

/** Ends with a line feed. A cell that a spreadsheet would take for a formula is made text. */
export function reportCsv(report: Report): string {
  const lines = report.kind === 'fleet' ? pairLines(report) : siteLines(report);
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}

type Line = readonly (string | number)[];

/** Every pair of a fleet. */
function pairLines(report: FleetReport): readonly Line[] {
  const ends = (name: string) => [name, `${name} low`, `${name} high`];
  const header = ['model', 'with', 'verdict', ...['causal', 'full', 'merge'].flatMap(ends)];
  const numbers = (of: Interval | null): Line => (of ? [of.value, of.low, of.high] : ['', '', '']);
  const pairs = sectionOf(report, 'fleet')?.pairs ?? [];
  const rows = pairs.map(({ a, b, verdict, causal, full, merge }) => [
    ...[report.models[a].name, report.models[b].name, verdict],
    ...[causal, full, merge].flatMap(numbers),
  ]);
  return [header, ...rows];
}

function siteLines(report: Report): readonly Line[] {
  const parts = report.task.parts.map(({ id }) => id);
  const header = ['model', 'cut', 'span', 'label', 'crispness', 'unexplained', 'strength'];
  const rows = flowsOf(report).flatMap(({ cuts }, m) =>
    cuts.flatMap((cut, l) =>
      cut.spans.map((site) => [
        report.models[m].name,
        l,
        site.span,
        `{${site.label.join(',')}}`,
        site.crispness,
        site.unexplained,
        site.strength,
        ...parts.map((part) => shareOf(site, part)),
      ]),
    ),
  );
  return [[...header, ...parts.map((part) => `share ${part}`)], ...rows];
}

/** Spreadsheets pass over space and what nobody sees, and some take full-width signs for plain ones. */
const formula =
  /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*[=+\-@|\uff1d\uff0b\uff0d\uff20\u2212]|^[\t\r\n]/u;

function cell(value: string | number): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  const harmless = formula.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
