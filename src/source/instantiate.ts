// Instances: `__init__` along Python's order of bases, dataclasses, and classes that extend a container
// or a layer of torch.nn.
import { buildExternal } from './build.ts';
import { bindParameters, invoke } from './call.ts';
import { methodValue } from './classes.ts';
import { isDataclass } from './decorators.ts';
import { parametersFor } from './given.ts';
import { isContainer, layerOf } from './layerNames.ts';
import { put } from './members.ts';
import { isModuleClass } from './moduleClass.ts';
import { type CallPlace, type Run, scopeOf, settled } from './run.ts';
import type { ClassDef, Expr, Parameter } from './syntax.ts';
import { type Bound, type Module, newModule, unknown, type Value } from './value.ts';

/** An instance of a class, after its `__init__` and those of its bases. */
export function instantiate(
  run: Run,
  def: ClassDef,
  args: readonly Bound[],
  at: CallPlace,
  given?: readonly string[],
): Value {
  const module = newModule(def.name, {
    definition: { file: def.file, line: def.line },
    def,
    plain: !isModuleClass(run.program, def),
    given,
  });
  const self: Value = { kind: 'module', module };
  const bases = run.program.externalBases(def);
  if (!module.plain && bases.some((base) => !isKnownBase(base))) module.open = true;
  const init = methodValue(run, def, '__init__', self);
  if (init !== undefined)
    invoke(run, init, run.outermost === def ? withGiven(run, def, args) : args);
  else if (run.program.lineage(def).some(isDataclass) || bases.some(isRecord)) {
    fillFields(run, module, def, args);
  } else if (module.plain) {
    for (const { name, value } of args) if (name) module.fields.set(name, value);
  } else {
    initExternal(run, module, def, args, at);
  }
  return self;
}

/** Sizes that are left to their defaults are what the checkpoint says. */
function withGiven(run: Run, def: ClassDef, args: readonly Bound[]): readonly Bound[] {
  const named = new Set(args.map(({ name }) => name));
  const rest = parametersFor(run, def).slice(args.filter(({ name }) => !name).length);
  const missing = rest.filter(
    ({ name, fallback }) => fallback?.kind === 'number' && !named.has(name),
  );
  const given = missing.map(
    ({ name }): Bound => ({
      name,
      value: settled(run, { kind: 'given', path: [name] }),
      repeat: undefined,
      line: def.line,
    }),
  );
  return [...args, ...given];
}

function isRecord(base: string): boolean {
  return /(?:^|\.)(?:NamedTuple|BaseModel)$/.test(base);
}

/** What holds no tensors of its own. */
function isKnownBase(path: string): boolean {
  return isContainer(path) || layerOf(path) !== undefined || tensorless.test(path);
}
const tensorless =
  /(?:^|\.)(?:Module|ScriptModule|object|ABC|Generic|Protocol|LightningModule|PreTrainedModel|GradientCheckpointingLayer|PyTorchModelHubMixin|\w*Mixin|NamedTuple|BaseModel|Enum)$|^torch\.nn\.\w+$/;

/** A dataclass takes its annotated fields in order, those of its bases first. */
function fillFields(run: Run, module: Module, def: ClassDef, args: readonly Bound[]): void {
  const scope = { ...scopeOf(def.file), locals: new Map<string, Value>() };
  const parameters = fieldParameters(run, def);
  bindParameters(run, parameters, args, scope);
  const line = { file: def.file, line: def.line };
  for (const { name } of parameters) {
    // A module's fields are set before `super().__init__()`, and are plain ones then.
    const value = scope.locals.get(name) ?? unknown(name);
    if (value.kind === 'module' || value.kind === 'tensor') put(run, module, name, value, line);
    else module.fields.set(name, value);
  }
  const post = methodValue(run, def, '__post_init__', { kind: 'module', module });
  if (post) invoke(run, post, []);
}

export function fieldParameters(run: Run, def: ClassDef): readonly Parameter[] {
  const parameters = new Map<string, Parameter>();
  for (const one of run.program.lineage(def).toReversed()) {
    for (const [name, { value, annotated }] of one.fields) {
      if (!annotated) continue;
      const fallback = value && fieldDefault(value);
      parameters.set(name, { name, star: 0, annotation: undefined, fallback });
    }
  }
  return [...parameters.values()];
}

/** `field(default=...)`, `field(default_factory=...)`, or the value as it stands. */
export function fieldDefault(value: Expr): Expr | undefined {
  if (value.kind !== 'call') return value;
  const { callee } = value;
  const name = callee.kind === 'name' || callee.kind === 'attribute' ? callee.name : '';
  if (name !== 'field' && name !== 'Field') return value;
  const of = (key: string) => value.args.find((arg) => arg.name === key)?.value;
  const factory = of('default_factory');
  if (factory) return { kind: 'call', callee: factory, args: [], line: value.line };
  return (
    of('default') ?? (name === 'Field' ? value.args.find((arg) => !arg.name)?.value : undefined)
  );
}

/** `super().__init__(...)`: the next `__init__` in Python's order, or the library's. */
export function superInit(
  run: Run,
  { module, within }: Extract<Value, { kind: 'super' }>,
  args: readonly Bound[],
  at: CallPlace,
): void {
  const { def } = module;
  if (def === undefined) return;
  const init = methodValue(run, def, '__init__', { kind: 'module', module }, within);
  if (init) invoke(run, init, args);
  else initExternal(run, module, def, args, at);
}

/** A class that extends a container or a layer of torch.nn holds what that holds. */
function initExternal(
  run: Run,
  module: Module,
  def: ClassDef,
  args: readonly Bound[],
  at: CallPlace,
): void {
  const base = run.program
    .externalBases(def)
    .find((path) => isContainer(path) || layerOf(path) !== undefined);
  if (base === undefined) return;
  const made = buildExternal(run, base, args, at);
  if (made.kind !== 'module') return;
  for (const [name, members] of made.module.members) module.members.set(name, members);
  for (const [name, value] of made.module.fields) module.fields.set(name, value);
}
