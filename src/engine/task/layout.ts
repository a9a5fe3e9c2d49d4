// The templates of a task file read together: its parts and spans, the same in every template.
import { grouped, quoted } from '../checkpoint/words.ts';
import { type Derivation, variablesOf } from './derivation.ts';
import type { Path } from './jsonSchema.ts';
import type { Pair, Part, Prompt, Span, Values } from './task.ts';
import type { Reading } from './taskFile.ts';
import {
  fillTemplate,
  type NamedPiece,
  partsOf,
  readTemplate,
  spanKey,
  spansOf,
  type Template,
  TemplateError,
} from './template.ts';

/** Mixtures are bit masks, and beyond 6 every part adds a search over all spans. */
const MAX_PARTS = 20;
/** Every span is interchanged at every cut; the flow map has a column for each. */
const MAX_SPANS = 64;

export type Layout = {
  readonly templates: readonly string[];
  readonly forms: readonly (readonly number[])[];
  readonly parts: readonly Part[];
  readonly spans: readonly Span[];
  prompt(pair: Pick<Pair, 'template'>, values: Values): Prompt;
};

/** Undefined when problems were noted. */
export function readLayout(reading: Reading, derivation: Derivation): Layout | undefined {
  const { file, problem } = reading;
  const written = templatesOf(reading);
  const named = namedPieces(reading);
  const templates: Template[] = [];
  const search = { comparisons: 0 };
  for (const { text, path } of written) {
    try {
      templates.push(readTemplate(text, named, search));
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      problem(path, error.message, error.at);
    }
  }
  if (templates.length < written.length || templates.length === 0) return undefined;
  const names = namesOf(reading, templates[0]);
  if (!file.variables && names.length > MAX_PARTS) {
    const found = `found ${grouped(names.length)} variables, ${MAX_PARTS} are allowed`;
    problem(written[0].path, found);
    return undefined;
  }
  if (!checkVariables(reading, templates, written, names)) return undefined;
  if (!checkUsed(reading, templates[0], derivation)) return undefined;
  const parts = partsOf(templates[0], names);
  const spans = spansOf(templates[0], parts, named);
  if (!checkCounts(reading, written[0].path, parts, spans)) return undefined;
  const keys = new Map(spans.map((span, i) => [spanKey(span.id), i]));
  const orders = templates.map((template) =>
    spansOf(template, parts, named).map(({ id }) => keys.get(spanKey(id))),
  );
  if (!checkSpans(reading, templates, written, orders, spans)) return undefined;
  const first = written.filter(({ path }) => path[0] !== 'otherwise').length;
  const all = written.map((_, i) => i);
  return {
    templates: written.map(({ text }) => text),
    forms: [all.slice(0, first), all.slice(first)].filter((form) => form.length > 0),
    parts,
    spans,
    prompt: ({ template }, values) =>
      fillTemplate(templates[template], orders[template] as number[], (s) => spans[s].part, values),
  };
}

type Written = { readonly text: string; readonly path: Path };

function templatesOf({ file, problem }: Reading): readonly Written[] {
  const given = [file.template, file.templates, file.prompts].filter((each) => each !== undefined);
  if (given.length !== 1) {
    const found = given.length === 0 ? 'none of them' : `${given.length} of them`;
    problem([], `one of "template", "templates" and "prompts" is needed, found ${found}`);
    return [];
  }
  const list = (key: 'templates' | 'otherwise') =>
    (file[key] ?? []).map((text, i) => ({ text, path: [key, i] }));
  const single = file.template === undefined ? [] : [{ text: file.template, path: ['template'] }];
  return [...single, ...list('templates'), ...list('otherwise')];
}

function namedPieces({ file }: Reading): readonly NamedPiece[] {
  return (file.spans ?? []).map((each) =>
    typeof each === 'string' ? { name: each.trim().replace(/\s+/g, ' '), text: each } : each,
  );
}

/** All that may stand in braces: the words that the file declares, or all that do. */
function namesOf({ file }: Reading, template: Template): readonly string[] {
  if (file.variables === undefined) return [...standing(template)];
  return [...new Set([file.variables, file.derive ?? {}].flatMap((each) => Object.keys(each)))];
}

function standing({ pieces }: Template): ReadonlySet<string> {
  return new Set(pieces.filter(({ variable }) => variable).map(({ text }) => text));
}

/** Every template has the first one's variables, equally often, and no other. */
function checkVariables(
  { problem }: Reading,
  templates: readonly Template[],
  written: readonly Written[],
  variables: readonly string[],
): boolean {
  let right = true;
  const wrong = (path: Path, message: string, at?: number) => {
    problem(path, message, at);
    right = false;
  };
  const known = new Set(variables);
  const times = (template: Template, name: string) =>
    template.pieces.filter(({ variable, text }) => variable && text === name).length;
  for (const [t, template] of templates.entries()) {
    for (const { variable, text, at } of template.pieces) {
      if (!variable || known.has(text)) continue;
      const allowed = variables.map(quoted).join(', ') || 'none';
      wrong(written[t].path, `{${text}} is not among "variables": ${allowed}`, at);
    }
    for (const name of variables) {
      const [here, first] = [times(template, name), times(templates[0], name)];
      if (here === first) continue;
      const message = `{${name}} is there ${here} times, in the first template ${first} times`;
      wrong(written[t].path, message);
    }
  }
  if (standing(templates[0]).size === 0) {
    wrong(written[0].path, 'the template has no variable; list whole texts under "prompts"');
  }
  if (new Set(templates.map(({ marker }) => marker !== undefined)).size > 1) {
    wrong(written[0].path, 'only some of the templates mark the answer with {?}');
  }
  return right;
}

/** Every variable stands in the template, itself or in a word that derives from it. */
function checkUsed(
  { file, problem }: Reading,
  template: Template,
  derivation: Derivation,
): boolean {
  if (Object.keys(file.derive ?? {}).some((name) => !derivation.has(name))) return true; // told already
  const used = new Set(
    [...standing(template)].flatMap((name) => [...variablesOf(name, derivation)]),
  );
  const unused = Object.keys(file.variables ?? {}).filter((name) => !used.has(name));
  for (const name of unused) problem(['variables', name], `{${name}} is not in the template`);
  return unused.length === 0;
}

function checkCounts(
  { problem }: Reading,
  path: Path,
  parts: readonly Part[],
  spans: readonly Span[],
): boolean {
  const ids = parts.map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice !== undefined) {
    problem(path, `two parts are called ${quoted(twice)}; rename a variable`);
  }
  if (parts.length > MAX_PARTS) {
    const reason = 'their mixtures could not be told apart by interchanges';
    problem(path, `found ${parts.length} parts, ${MAX_PARTS} are allowed: ${reason}`);
  }
  if (spans.length > MAX_SPANS) {
    const reason = 'every span is interchanged at every cut; join words under "spans"';
    problem(path, `found ${spans.length} spans, ${MAX_SPANS} are allowed: ${reason}`);
  }
  return twice === undefined && parts.length <= MAX_PARTS && spans.length <= MAX_SPANS;
}

/** Every template has the first one's spans, and every named piece is somewhere. */
function checkSpans(
  reading: Reading,
  templates: readonly Template[],
  written: readonly Written[],
  orders: readonly (readonly (number | undefined)[])[],
  spans: readonly Span[],
): boolean {
  let right = true;
  for (const [t, order] of orders.entries()) {
    const extra = templates[t].pieces.filter((_, i) => order[i] === undefined);
    const missing = spans.filter((_, s) => !order.includes(s));
    if (extra.length + missing.length === 0) continue;
    const only = [
      ...missing.map(({ id }) => `${quoted(id)} is only in the first`),
      ...extra.map(({ text }) => `${quoted(text)} is not in the first`),
    ];
    reading.problem(
      written[t].path,
      `templates must have the same words: ${only.slice(0, 3).join(', ')}`,
    );
    right = false;
  }
  const flat = (text: string) => text.trim().replace(/\s+/g, ' ');
  const literal = templates.flatMap(({ pieces }) => pieces.filter(({ variable }) => !variable));
  const texts = new Set(literal.map(({ text }) => flat(text)));
  for (const [i, { text }] of namedPieces(reading).entries()) {
    if (texts.has(flat(text))) continue;
    reading.problem(['spans', i], `${quoted(text)} is not between the variables of any template`);
    right = false;
  }
  return right;
}
