// media/report.schema.json as a check.
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

const schema = new URL('../../media/report.schema.json', import.meta.url);
const validate = new Ajv({ allErrors: true, strict: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(schema, 'utf8')),
);

/** What the schema finds wrong with a report; [] when it is valid. */
export function faultsOf(report: unknown): string[] {
  if (validate(report)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
