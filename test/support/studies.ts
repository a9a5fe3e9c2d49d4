// A study over the sample checkpoints, in a folder of its own; and the schema of what a run of it says.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { inject } from 'vitest';
import { sample } from './samples.ts';

/** The path of a study file, there until the run of the tests is over. `expectations` may name ab, same (as ab), bc and
 * gone. */
export function studyOf(expectations: readonly object[], more: object = {}): string {
  const study = {
    name: 'samples',
    models: {
      ab: sample('ab-gpt2'),
      same: sample('ab-llama'),
      bc: sample('bc-llama'),
      gone: 'nowhere',
    },
    tasks: { modsum: sample('task.json') },
    settings: { pairs: 32, resamples: 200 },
    ...more,
    expectations,
  };
  const folder = mkdtempSync(join(inject('runFolder'), 'study-'));
  const path = join(folder, 'samples.congruity.json');
  writeFileSync(path, JSON.stringify(study, null, 1));
  return path;
}

const schema = new URL('../../media/studyRun.schema.json', import.meta.url);
const validate = new Ajv({ allErrors: true, strictTypes: false, strictRequired: false }).compile(
  JSON.parse(readFileSync(schema, 'utf8')),
);

/** What the schema finds wrong with a run; [] when it is valid. */
export function studyFaultsOf(run: unknown): string[] {
  if (validate(run)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
