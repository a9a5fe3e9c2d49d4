// What a JSON schema says of a value, in sentences.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Json } from '../checkpoint/checkpoint.ts';
import { kindOf } from '../checkpoint/json.ts';
import { quoted } from '../checkpoint/words.ts';

/** Of a value within another. */
export type Path = readonly (string | number)[];

/** Schemas are ours: test/rule/schemas.test.ts checks them, which at run time takes as long as their use. To make
 * the code shorter takes as long again, more than a file of a user's is worth. */
export const trusted = {
  validateSchema: false,
  meta: false,
  code: { optimize: false },
} as const;

export function validatorOf(schema: object, allErrors: boolean): ValidateFunction {
  const ajv = new Ajv({
    allErrors,
    verbose: true, // errors carry the schema's own descriptions
    strictTypes: false,
    strictRequired: false,
    ...trusted,
  });
  ajv.addVocabulary(['defaultSnippets', 'markdownEnumDescriptions']); // for editors
  return ajv.compile(schema);
}

type SchemaProblem = { readonly path: Path; readonly key?: string; readonly message: string };

/**
 * Ajv's errors as sentences. Where a choice (anyOf) fails, what its branches say about the value
 * itself is left out: told is what is wrong deeper inside or, if nothing is, what the choice allows.
 */
export function schemaProblems(value: Json, validate: ValidateFunction): readonly SchemaProblem[] {
  if (validate(value)) return [];
  const errors = validate.errors ?? [];
  const choices = new Set(errors.filter((e) => e.keyword === 'anyOf').map((e) => e.instancePath));
  const above = new Set(errors.flatMap(({ instancePath }) => ancestors(instancePath)));
  const told = errors.filter(({ keyword, instancePath }) =>
    choices.has(instancePath) ? keyword === 'anyOf' && !above.has(instancePath) : true,
  );
  const unique = new Map<string, SchemaProblem>();
  for (const error of told) {
    if (error.keyword === 'propertyNames') continue; // its pattern or length error says more
    const problem = sentence(error, value);
    unique.set(problem.message, problem);
  }
  return [...unique.values()];
}

/** "/a/0/b" -> "", "/a", "/a/0". */
function ancestors(pointer: string): readonly string[] {
  const parts = pointer.split('/');
  return parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'));
}

function sentence(error: ErrorObject, root: Json): SchemaProblem {
  const path = pathOf(error.instancePath, root);
  const at = path.length > 0 ? `${pathText(path)}: ` : '';
  const { keyword, params, parentSchema } = error;
  const data = typeof error.data === 'string' ? error.data : JSON.stringify(error.data);
  const found = `found ${kindOf(error.data)}, ${quoted(data)}`;
  if (keyword === 'additionalProperties') {
    const key = String(params.additionalProperty);
    const allowed = Object.keys(parentSchema?.properties ?? {}).join(', ');
    return { path, key, message: `${at}the key ${quoted(key)} is not known; allowed: ${allowed}` };
  }
  if (keyword === 'required') {
    return { path, message: `${at}${quoted(params.missingProperty)} is missing` };
  }
  if (error.propertyName !== undefined) {
    const key = error.propertyName;
    const allowed =
      'a name without white space, braces, question marks or quotes around it, at most 100 characters';
    return {
      path,
      key,
      message: `${at}the name ${quoted(key)} is not allowed; allowed: ${allowed}`,
    };
  }
  if (keyword === 'enum') {
    const allowed = params.allowedValues.map((each: Json) => JSON.stringify(each)).join(' or ');
    return { path, message: `${at}${found}; allowed: ${allowed}` };
  }
  const described = keyword === 'anyOf' || keyword === 'pattern' || keyword === 'minLength';
  const allowed = described ? parentSchema?.description : undefined;
  const rule = allowed ? `allowed: ${allowed}` : `it ${error.message}`;
  return { path, message: `${at}${found}; ${rule}` };
}

/** A JSON pointer as a path: numbers into arrays, strings into objects. */
function pathOf(pointer: string, root: Json): Path {
  let value: Json | undefined = root;
  return pointer
    .split('/')
    .slice(1)
    .map((escaped) => {
      const part = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
      const step = Array.isArray(value) ? Number(part) : part;
      value = (value as Record<string | number, Json> | undefined)?.[step];
      return step;
    });
}

/** variables.S[3] */
function pathText(path: Path): string {
  const parts = path.map((step) =>
    typeof step === 'number' ? `[${step}]` : `.${/^\w+$/.test(step) ? step : quoted(step)}`,
  );
  return parts.join('').slice(1);
}
