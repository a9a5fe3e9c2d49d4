// A certificate file, of which nobody vouches for anything.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import schema from '../../../media/certificate.schema.json' with { type: 'json' };
import type { Certificate } from '../../protocol/certificate.ts';
import type { JsonObject } from '../checkpoint/checkpoint.ts';
import { readWhole } from '../checkpoint/held.ts';
import { kindOf, parseJsonObject } from '../checkpoint/json.ts';
import { quoted } from '../checkpoint/words.ts';
import { EngineError, isEngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import { MAX_FILE_BYTES } from '../task/jsonFile.ts';
import { trusted } from '../task/jsonSchema.ts';

/** A task, indented by more than its own file has it, and some thousand bytes. */
const mostBytes = 4 * MAX_FILE_BYTES;

/** Made when the first is read: that takes a moment, which every start would wait. */
let made: ValidateFunction | undefined;

function validator(): ValidateFunction {
  made ??= new Ajv({ verbose: true, strictTypes: false, ...trusted }).compile(schema);
  return made;
}

const hint = 'media/certificate.schema.json says what a certificate holds.';

/** Throws EngineError 'file-missing' or 'file-format'. */
export async function readCertificate(files: Files, path: string): Promise<Certificate> {
  const what = files.base(path);
  const bytes = await readWhole(files, path, mostBytes, { what, code: 'file-format', hint });
  const json = parsed(bytes, what);
  const validate = validator();
  if (!validate(json)) {
    throw new EngineError('file-format', `${what}: ${fault(validate.errors![0])}`, { hint });
  }
  return json as unknown as Certificate;
}

function parsed(bytes: Uint8Array, what: string): JsonObject {
  try {
    return parseJsonObject(bytes, what);
  } catch (cause) {
    if (!isEngineError(cause)) throw cause;
    throw new EngineError(cause.code, cause.message, { cause, hint: cause.hint ?? hint });
  }
}

/** The first thing that is wrong. */
function fault(error: ErrorObject): string {
  const { instancePath, keyword, params, message, data, parentSchema } = error;
  const at = instancePath.slice(1).replaceAll('/', '.') || 'the certificate';
  if (keyword === 'additionalProperties') {
    const allowed = Object.keys(parentSchema?.properties ?? {}).join(', ');
    return `${at} has ${quoted(params.additionalProperty)}, which is not known; allowed: ${allowed}`;
  }
  if (keyword === 'required') return `${at} has no ${quoted(params.missingProperty)}`;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  const described = keyword === 'pattern' || keyword === 'anyOf' ? parentSchema?.description : null;
  const rule = described ? `allowed: ${described}` : `it ${message}`;
  return `${at} is ${kindOf(data)}, ${quoted(text)}; ${rule}`;
}
