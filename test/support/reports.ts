// What a report is compared and checked by.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import type { Report } from '../../src/protocol/report.ts';
import { explanation, remedyWords } from '../../src/words/reasons.ts';

/** All that it says but what may differ from run to run. */
export function bytesOf(report: Report): string {
  return JSON.stringify({ ...report, timings: { seconds: 0, steps: [] } }, undefined, 1);
}

export function explanationOf({ reason }: Report): string {
  return explanation(reason);
}

export function settleOf(report: Report): string | null {
  return report.kind === 'compare' && report.remedy ? remedyWords(report.remedy) : null;
}

const schema = new URL('../../media/report.schema.json', import.meta.url);
const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(schema, 'utf8')),
);

/** What the schema finds wrong with a report; [] when it is valid. */
export function faultsOf(report: unknown): string[] {
  if (validate(report)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
