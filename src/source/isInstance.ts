// `isinstance` and `type`, as far as kinds of values tell.
import { itemsOver } from './items.ts';
import { numberOf, type Run } from './run.ts';
import { flag, unknown, type Value } from './value.ts';

export function isInstance(run: Run, value: Value | undefined, of: Value | undefined): Value {
  if (value === undefined || of === undefined) return unknown('isinstance');
  const classes = of.kind === 'list' ? itemsOver(run, of, 0).map((item) => item.value) : [of];
  const all = classes.map((one) => is(run, value, one));
  if (all.includes(true)) return flag(true);
  return all.includes(undefined) ? unknown('isinstance') : flag(false);
}

/** Names of Python's types by the kinds of values; lists and tuples are not told apart. */
const names: Partial<Readonly<Record<Value['kind'], RegExp>>> = {
  string: /^(?:str|Hashable|Sequence|Iterable)$/,
  boolean: /^(?:bool|int|Number|Integral)$/,
  none: /^NoneType$/,
  list: /^(?:list|tuple|List|Tuple|Sequence|Iterable|set|ListConfig|Collection)$/,
  range: /^(?:range|Sequence|Iterable)$/,
  dict: /^(?:dict|Dict|Mapping|OrderedDict|MutableMapping|DictConfig)$/,
  partial: /^(?:partial|Callable)$/,
  function: /^(?:FunctionType|Callable|LambdaType)$/,
  class: /^(?:type|Callable|ABCMeta)$/,
  tensor: /^(?:Tensor|Parameter)$/,
};

function is(run: Run, value: Value, of: Value): boolean | undefined {
  if (value.kind === 'module') return isOfClass(run, value, of);
  if (of.kind === 'class') return value.kind in names || value.kind === 'term' ? false : undefined;
  if (of.kind !== 'external') return undefined;
  const name = of.path.split('.').at(-1) ?? '';
  if (value.kind === 'term') {
    if (/^(?:str|tuple|list|dict|Tuple|List|Iterable|Sequence|Mapping|bool|Module)$/.test(name))
      return false;
    if (!/^(?:int|float|Number|Integral|Real)$/.test(name)) return undefined;
    const known = numberOf(run, value);
    if (name !== 'int' && name !== 'float') return true;
    return known === undefined ? undefined : Number.isInteger(known) === (name === 'int');
  }
  const kinds = names[value.kind];
  return kinds?.test(name);
}

function isOfClass(
  run: Run,
  { module }: Extract<Value, { kind: 'module' }>,
  of: Value,
): boolean | undefined {
  if (module.opaque || module.given) return undefined;
  if (of.kind === 'class') return !!module.def && run.program.lineage(module.def).includes(of.def);
  if (of.kind !== 'external') return undefined;
  const name = of.path.split('.').at(-1) ?? '';
  if (module.def === undefined) return module.className === name || name === 'Module';
  const bases = run.program.externalBases(module.def);
  if (bases.includes(of.path)) return true;
  if (name === 'Module') return !module.plain;
  return /^(?:int|float|str|bool|list|tuple|dict|Iterable|Sequence)$/.test(name)
    ? false
    : undefined;
}

export function typeOf(value: Value | undefined): Value {
  if (value?.kind === 'partial') return { kind: 'external', path: 'functools.partial' };
  if (value?.kind !== 'module') return unknown('type');
  const { def, className } = value.module;
  return def ? { kind: 'class', def } : { kind: 'external', path: `torch.nn.${className}` };
}
