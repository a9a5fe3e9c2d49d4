// A JSON file that calibrate is given, checked against its schema in media/.
import { Ajv, type ErrorObject } from 'ajv';
import { readWhole } from '../checkpoint/held.ts';
import { parseJsonObject } from '../checkpoint/json.ts';
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import { trusted } from '../task/jsonSchema.ts';

/** A million scores are 80 MB as people write them; nobody has as many pairs of models. */
const mostBytes = 32e6;

/** Throws EngineError 'file-missing' or 'file-format', which names the place of the first thing that is wrong. */
export async function checkedJson<T>(files: Files, path: string, schema: object): Promise<T> {
  const what = files.base(path);
  const json = parseJsonObject(
    await readWhole(files, path, mostBytes, { what, code: 'file-format' }),
    what,
  );
  const validate = new Ajv(trusted).compile<T>(schema);
  if (validate(json)) return json;
  throw new EngineError('file-format', `${what}: ${wrong(validate.errors![0])}`, {
    hint: 'docs/calibration.md has an example of the file.',
  });
}

/** "tasks/0/origin must be equal to one of the allowed values: forced, natural". */
function wrong({ instancePath, message, params }: ErrorObject): string {
  const place = instancePath === '' ? 'the file' : instancePath.slice(1);
  const allowed = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : '';
  const odd = params.additionalProperty === undefined ? '' : `: ${params.additionalProperty}`;
  return `${place} ${message}${allowed}${odd}`;
}
