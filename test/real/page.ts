// The tables of a run as Markdown. What a page of docs/ holds above the mark is written by hand and kept.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { version } from '../../package.json';
import { algorithm } from '../../src/engine/core/version.ts';
import type { DerivedRow } from './derived.ts';
import type { Row } from './row.ts';
import type { Ran } from './runs.ts';

export const mark = '<!-- Below: written by `npm run real`. -->';

type Column<R> = readonly [title: string, cell: (row: R) => string];

const cost: readonly Column<Row>[] = [
  ['time', ({ time }) => time],
  ['memory', ({ memory }) => memory],
];

const measured: readonly Column<Row>[] = [
  ['task', ({ task }) => task],
  ['', ({ outcome }) => outcome],
  ['pairs', ({ pairs }) => pairs],
  ['accuracy', ({ accuracy }) => accuracy],
  ['on answers', ({ mass }) => mass],
  ['profile', ({ profile }) => profile],
  ['largest unexplained', ({ unexplained }) => unexplained],
];

const says: Column<Row> = ['what is said', ({ says }) => says];

export const ofOne: readonly Column<Row>[] = [...measured, says, ...cost];

export const ofTwo: readonly Column<Row>[] = [
  ...measured,
  ['verdict', ({ verdict }) => verdict],
  says,
  ...cost,
];

export const ofDerived: readonly Column<DerivedRow>[] = [
  ['copy', ({ name, what }) => `${name}: ${what}`],
  ['weights moved', ({ relativeChange }) => `${(100 * relativeChange).toFixed(1)} %`],
  ['pairs', ({ pairs }) => pairs],
  ['accuracy: the model, the copy', ({ accuracy }) => accuracy],
  ['on answers', ({ mass }) => mass],
  ['verdict', ({ verdict, outcome }) => verdict || outcome],
  ['profile: the model, the copy', ({ profile }) => profile],
  ['profile distance', ({ profileDistance }) => profileDistance],
  ['full distance', ({ fullDistance }) => fullDistance],
  says,
];

export function table<R>(columns: readonly Column<R>[], rows: readonly R[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`;
  return [
    line(columns.map(([title]) => title)),
    line(columns.map(() => '---')),
    ...rows.map((row) => line(columns.map(([, cell]) => cell(row)))),
  ].join('\n');
}

/** A cell is one line, and its letters are what they are. */
const plain = (text: string) => text.replace(/\s+/g, ' ').replaceAll('|', '\\|');

/** When and by what the tables were made. */
export function madeBy(runs: readonly Ran[]): string {
  const days = [...new Set(runs.map(({ day }) => day))].sort();
  const when = days.length > 1 ? `${days[0]} to ${days.at(-1)}` : days[0];
  return `Version ${version}, algorithm ${algorithm}, ${when}.`;
}

/** Writes `text` below the mark of a page. */
export function updatePage(path: string, text: string): void {
  const kept = existsSync(path) ? readFileSync(path, 'utf8').split(mark)[0] : '';
  writeFileSync(path, `${kept}${mark}\n\n${text}`);
}
