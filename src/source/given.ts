// The arguments of the outermost class: not in the text, but for defaults and the class of a config.
import type { Json, JsonObject } from '../protocol/sourceService.ts';
import { isDataclass } from './decorators.ts';
import { defaultsOf, literalOf } from './facts.ts';
import { fieldParameters, instantiate } from './instantiate.ts';
import { meaningOf, type Program } from './program.ts';
import { type Run, scopeOf, settled } from './run.ts';
import type { ClassDef, FunctionDef, Parameter } from './syntax.ts';
import { type Bound, listOf, newModule, none, restName, type Value } from './value.ts';

/** What the class takes, `self` and stars aside. */
export function parametersFor(run: Run, def: ClassDef): readonly Parameter[] {
  const init = initOf(run, def);
  if (init) return init.parameters.slice(1).filter((parameter) => parameter.star === 0);
  const lineage = run.program.lineage(def);
  return lineage.some(isDataclass) ? fieldParameters(run, def) : [];
}

function initOf({ program }: Run, def: ClassDef): FunctionDef | undefined {
  return program
    .lineage(def)
    .find((one) => one.methods.has('__init__'))
    ?.methods.get('__init__');
}

export function argumentsFor(
  run: Run,
  def: ClassDef,
  parameters: readonly Parameter[],
  config: JsonObject | undefined,
): readonly Bound[] {
  const named = parameters.map((parameter) => ({
    name: parameter.name,
    value: valueFor(run, def, parameter, config),
    repeat: undefined,
    line: def.line,
  }));
  const others = initOf(run, def)?.parameters.find(({ star }) => star === 2);
  if (others === undefined) return named;
  const rest: Value = { kind: 'given', path: [others.name] };
  return [...named, { name: restName, value: rest, repeat: undefined, line: def.line }];
}

function valueFor(
  run: Run,
  def: ClassDef,
  parameter: Parameter,
  config: JsonObject | undefined,
): Value {
  const { name, fallback, annotation } = parameter;
  const [type] = configClasses(run.program, def, parameter);
  if (type !== undefined) return configObject(run, name, type, config);
  const isObject = configName.test(name) && !/dict|Dict|int|str/.test(annotation ?? '');
  if (isObject && (fallback === undefined || fallback.kind === 'none')) {
    return { kind: 'module', module: newModule(name, { plain: true, given: [name] }) };
  }
  return argument(run, def, parameter);
}

export const configName = /^(?:config|cfg|conf|args|hparams|params|hps|opt|c)$/;

/** Its default is only a guess of what the checkpoint had. */
function argument(run: Run, def: ClassDef, parameter: Parameter): Value {
  const { name, fallback } = parameter;
  const given = settled(run, { kind: 'given', path: [name] });
  const scope = scopeOf(def.file);
  const literal = fallback && literalOf(fallback);
  const sizes = sizesOf(run, parameter);
  if (sizes !== undefined) return sizes;
  if (fallback === undefined) return given;
  if (literal === undefined) {
    // `norm=nn.LayerNorm`; what is called, or a list, may have been another.
    const isName = fallback.kind === 'name' || fallback.kind === 'attribute';
    return isName || run.assumed || fallback.kind === 'lambda'
      ? run.evaluate(fallback, scope)
      : given;
  }
  if (typeof run.facts.firm(name) === 'number') return given;
  if (literal === null) return run.assumed ? none : given;
  const isFlag = typeof literal === 'string' || run.facts.hasConfig;
  return isFlag && typeof literal !== 'number' ? run.evaluate(fallback, scope) : given;
}

/** A list of sizes: each is a size of its own, `dims[0]`. */
function sizesOf(run: Run, parameter: Parameter): Value | undefined {
  if (!run.facts.hasConfig || !isSizes(parameter)) return undefined;
  const length = run.listLength ?? defaultSizes(parameter)?.length;
  if (length === undefined || run.facts.firm(parameter.name) !== undefined) return undefined;
  const one = (_: unknown, i: number) =>
    settled(run, { kind: 'given', path: [`${parameter.name}[${i}]`] });
  return listOf(Array.from({ length }, one));
}

/** `dims=[96, 192]`, `layers: List[int]`, `hidden_sizes`. */
export function isSizes(parameter: Parameter): boolean {
  const { name, annotation, fallback } = parameter;
  if (fallback !== undefined) return defaultSizes(parameter) !== undefined;
  if (annotation !== undefined)
    return /\b(?:list|tuple|sequence|iterable)\b.*\bint\b/i.test(annotation);
  return /^(?:num_channels|\w*(?:dims|sizes|widths|depths)|layers|blocks)$/.test(name);
}

function defaultSizes({ fallback }: Parameter): readonly number[] | undefined {
  if (fallback?.kind !== 'list' || fallback.items.length === 0) return undefined;
  const sizes = fallback.items.map((item) => literalOf(item));
  return sizes.every((size) => typeof size === 'number') ? sizes : undefined;
}

/** A config whose fields are what it takes, and whose other names follow from them. */
function configObject(
  run: Run,
  name: string,
  def: ClassDef,
  config: JsonObject | undefined,
): Value {
  const parameters = parametersFor(run, def);
  const args = parameters.map((parameter): Bound => {
    const value = fieldValue(run, def, [name, parameter.name], parameter);
    return { name: parameter.name, value, repeat: undefined, line: def.line };
  });
  const at = { scope: scopeOf(def.file), line: def.line };
  const isOpen = initOf(run, def)?.parameters.some(({ star }) => star === 2);
  const rest: Bound = {
    name: restName,
    value: { kind: 'given', path: [name] },
    repeat: undefined,
    line: def.line,
  };
  const made = instantiate(run, def, isOpen ? [...args, rest] : args, at, [name]);
  if (made.kind !== 'module') return made;
  for (const [key, json] of Object.entries(config ?? {})) {
    if (json === null && made.module.fields.has(key)) continue; // the class fills it in
    made.module.fields.set(key, settled(run, { kind: 'given', path: [name, key] }));
  }
  return made;
}

function fieldValue(run: Run, def: ClassDef, path: readonly string[], parameter: Parameter): Value {
  const { name, fallback } = parameter;
  const given: Value = { kind: 'given', path };
  const json = run.facts.firm(name);
  const sizes = sizesOf(run, parameter);
  if (sizes !== undefined) return sizes;
  if (json !== undefined) return settled(run, given);
  const isNumber = typeof (fallback && literalOf(fallback)) === 'number';
  if (!run.facts.hasConfig || !fallback || isNumber) return given;
  return run.evaluate(fallback, scopeOf(def.file));
}

export function defaultsFor(
  run: Run,
  def: ClassDef,
  parameters: readonly Parameter[],
): ReadonlyMap<string, Json> {
  const { program } = run;
  const configs = parameters.flatMap((parameter) => configClasses(program, def, parameter));
  const defaults = defaultsOf([...new Set(configs)]);
  for (const { name, fallback } of parameters) {
    const json = fallback && literalOf(fallback);
    if (json !== undefined && json !== null && !defaults.has(name)) defaults.set(name, json);
  }
  const fields = configs.flatMap((one) => parametersFor(run, one));
  for (const parameter of [...parameters, ...fields]) {
    for (const [i, size] of (defaultSizes(parameter) ?? []).entries()) {
      defaults.set(`${parameter.name}[${i}]`, size);
    }
  }
  return defaults;
}

/** The class of a config: as annotated, or the only one of that file whose name says so. */
function configClasses(
  program: Program,
  def: ClassDef,
  { name, annotation }: Parameter,
): readonly ClassDef[] {
  const dotted = annotation?.match(/[A-Za-z_][\w.]*/g)?.at(-1);
  const names = dotted?.split('.') ?? [];
  const [first, ...rest] = names.map((one) => ({ kind: 'name', name: one, line: 0 }) as const);
  const expr = rest.reduce<Parameters<typeof meaningOf>[2]>(
    (of, part) => ({ kind: 'attribute', of, name: part.name, line: 0 }),
    first ?? { kind: 'none', line: 0 },
  );
  const meaning = first && meaningOf(program, def.file, expr);
  if (meaning?.kind === 'class') return program.lineage(meaning.def);
  if (annotation !== undefined || !configName.test(name)) return [];
  const file = program.file(def.file);
  const named = [...(file?.classes ?? []), ...def.classes.values()].filter((one) =>
    /(?:Config|Args|HParams|Params|Settings)$/.test(one.name),
  );
  return named.length === 1 ? program.lineage(named[0]) : [];
}
