// A report as JSON text: the same report gives the same bytes, whoever built it and in what order.
// Keys are sorted, but those that a reader looks for first come first; fractions have six significant
// digits, which is more than any of them means (but a level, which may be nearer to 1 than that); lists of
// plain values stand on one line; letters that nobody would see are escaped. Programs find the sentences too,
// which are made of the codes.
import type { Report } from '../protocol/report.ts';
import { shownJson } from '../protocol/reportWords.ts';
import type { StudyRunReport } from '../protocol/study.ts';
import type { Reader } from '../words/looks.ts';
import { explanationOf, settleOf } from '../words/report.ts';
import { foundWords } from '../words/study.ts';

const digits = 6;

/** Keys in the order a reader wants them, at any depth; all others follow by name. */
const first = [
  'kind',
  'schema',
  'verdict',
  'explanation',
  'settle',
  'code',
  'name',
  'value',
  'low',
  'high',
  'reason',
  'remedy',
  'task',
  'models',
  'sections',
  'notes',
  'provenance',
  'timings',
];
const rank = new Map(first.map((key, i) => [key, i]));

/** Ends with a line feed. Throws a RangeError that names the place of a number JSON cannot hold. */
export function reportJson(report: Report, reader?: Reader): string {
  return documentJson(withSentences(report, reader), 'report');
}

/** The same of a run of a study; the sentence of an expectation stands beside its numbers. */
export function studyJson(run: StudyRunReport): string {
  const expectations = run.expectations.map((result) => {
    return { ...result, explanation: foundWords(result) };
  });
  const reports = run.reports.map((one) => ({ ...one, report: withSentences(one.report) }));
  return documentJson({ ...run, expectations, reports }, 'study');
}

function withSentences(report: Report, reader?: Reader) {
  return { ...report, explanation: explanationOf(report, reader), settle: settleOf(report) };
}

function documentJson(value: object, place: string): string {
  return `${shownJson(write(value, place, ''))}\n`;
}

function write(value: unknown, place: string, indent: string): string {
  if (typeof value === 'number') return numberText(value, place);
  if (Array.isArray(value)) return listText(value, place, indent);
  if (typeof value === 'object' && value !== null) return recordText(value, place, indent);
  return JSON.stringify(value);
}

function numberText(value: number, place: string): string {
  if (!Number.isFinite(value)) throw new RangeError(`${place} is ${value}, which JSON cannot hold`);
  // Counts and seeds are kept whole. -0 is written 0.
  if (Number.isInteger(value)) return String(value + 0);
  if (place.endsWith('.level')) return String(value);
  return String(Number(value.toPrecision(digits)));
}

function listText(values: readonly unknown[], place: string, indent: string): string {
  const inner = `${indent}  `;
  const items = values.map((value, i) => write(value, `${place}[${i}]`, inner));
  const plain = values.every((value) => typeof value !== 'object' || value === null);
  if (plain) return `[${items.join(', ')}]`;
  return `[\n${items.map((item) => inner + item).join(',\n')}\n${indent}]`;
}

function recordText(record: object, place: string, indent: string): string {
  const inner = `${indent}  `;
  const entries = Object.entries(record)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => keyOrder(a, b));
  if (entries.length === 0) return '{}';
  const lines = entries.map(
    ([key, value]) => `${inner}${JSON.stringify(key)}: ${write(value, `${place}.${key}`, inner)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

/** By rank, then by code units: not by locale, which differs between machines. */
function keyOrder(a: string, b: string): number {
  const [x, y] = [rank.get(a) ?? first.length, rank.get(b) ?? first.length];
  if (x !== y) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}
