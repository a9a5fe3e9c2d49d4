// The arguments of the outermost class: not in the text, but for defaults and the class of a config.
import type { Json, JsonObject } from '../protocol/sourceService.ts';
import { isDataclass } from './define.ts';
import { defaultsOf, literalOf } from './facts.ts';
import { fieldParameters, instantiate } from './instantiate.ts';
import { meaningOf, type Program } from './program.ts';
import { type Run, scopeOf, settled } from './run.ts';
import type { ClassDef, Parameter } from './syntax.ts';
import { type Bound, newModule, none, type Value } from './value.ts';

/** What the class takes, `self` and stars aside. */
export function parametersFor(run: Run, def: ClassDef): readonly Parameter[] {
  const lineage = run.program.lineage(def);
  const init = lineage.find((one) => one.methods.has('__init__'))?.methods.get('__init__');
  if (init) return init.parameters.slice(1).filter((parameter) => parameter.star === 0);
  return lineage.some(isDataclass) ? fieldParameters(run, def) : [];
}

export function argumentsFor(
  run: Run,
  def: ClassDef,
  parameters: readonly Parameter[],
  config: JsonObject | undefined,
): readonly Bound[] {
  return parameters.map((parameter) => ({
    name: parameter.name,
    value: valueFor(run, def, parameter, config),
    repeat: undefined,
    line: def.line,
  }));
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

const configName = /^(?:config|cfg|conf|args|hparams|params|hps|opt|c)$/;

/** Its default is only a guess of what the checkpoint had. */
function argument(run: Run, def: ClassDef, { name, fallback }: Parameter): Value {
  const given = settled(run, { kind: 'given', path: [name] });
  const scope = scopeOf(def.file);
  const literal = fallback && literalOf(fallback);
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
  const made = instantiate(run, def, args, at, [name]);
  if (made.kind !== 'module') return made;
  for (const [key, json] of Object.entries(config ?? {})) {
    if (json === null && made.module.fields.has(key)) continue; // the class fills it in
    made.module.fields.set(key, settled(run, { kind: 'given', path: [name, key] }));
  }
  return made;
}

function fieldValue(
  run: Run,
  def: ClassDef,
  path: readonly string[],
  { name, fallback }: Parameter,
): Value {
  const given: Value = { kind: 'given', path };
  const json = run.facts.firm(name);
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
