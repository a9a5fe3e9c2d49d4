// What loops and comprehensions meet, and the names that they bind.
import { unpacked } from './assign.ts';
import { mostItems, type Run, type Scope } from './run.ts';
import type { Expr } from './syntax.ts';
import { number, sizeOf, type Term } from './term.ts';
import { type Item, isModule, termValue, textValue, unknown, type Value } from './value.ts';
import { spend } from './work.ts';

const free: Term = { op: 'free', text: 'i' };
const some: Term = { op: 'free', text: 'some' };

/** What a loop over a value meets; what cannot be counted is one item that stands for many. */
export function itemsOver(run: Run, value: Value, line: number): readonly Item[] {
  switch (value.kind) {
    case 'list':
      return value.items.flatMap((item) => expanded(run, item));
    case 'range':
      return rangeItems(run, value, line);
    case 'dict':
      return value.entries.map(({ key, line: at }) => one(textValue(key), at));
    case 'string':
      spend(run.work, value.value.length);
      return [...value.value].map((letter) => one(textValue(letter), line));
    case 'tensor': {
      const count = value.shape?.[0];
      const shape = value.shape?.slice(1);
      const item: Value = { kind: 'tensor', shape, keep: false };
      return count ? expanded(run, { value: item, repeat: count, line }) : [many(item, line)];
    }
    case 'module':
      return value.module.plain || value.module.opaque
        ? [many(unknown('an item'), line)]
        : [...value.module.members].flatMap(([, [member]]) => {
            if (!isModule(member.value)) return [];
            const module: Value = { kind: 'module', module: member.value };
            return expanded(run, { value: module, repeat: member.repeat, line });
          });
    default:
      return [many(unknown('an item'), line)];
  }
}

function one(value: Value, line: number): Item {
  return { value, repeat: undefined, line };
}

function many(value: Value, line: number): Item {
  return { value, repeat: some, line };
}

/** An item that stands for a number of them that is known: so many. */
function expanded(run: Run, item: Item): readonly Item[] {
  const count = item.repeat && sizeOf(item.repeat, run.known);
  if (count === undefined || count > mostItems || isSymbolic(item.repeat)) return [item];
  spend(run.work, count);
  return Array.from({ length: Math.max(0, count) }, () => ({ ...item, repeat: undefined }));
}

/** Blocks are shown under the count as it is written; a number stands for nothing else. */
function isSymbolic(count: Term | undefined): boolean {
  return count !== undefined && count.op !== 'number';
}

function rangeItems(
  run: Run,
  { start, step, count }: Extract<Value, { kind: 'range' }>,
  line: number,
): readonly Item[] {
  const known = sizeOf(count, run.known);
  if (known === undefined || known > mostItems) {
    return [{ value: termValue(free), repeat: count, line }];
  }
  spend(run.work, known);
  return Array.from({ length: Math.max(0, Math.ceil(known)) }, (_, i) =>
    one(termValue(number(start + i * step)), line),
  );
}

/** Binds loop variables: a name, or names to the items of a tuple. */
export function bind(run: Run, target: Expr, value: Value, { locals }: Scope): void {
  if (target.kind === 'name') locals.set(target.name, value);
  if (target.kind !== 'list') return;
  for (const [part, item] of unpacked(run, target.items, value, target.line)) {
    bind(run, part, item, { locals } as Scope);
  }
}

export function namesIn(target: Expr): readonly string[] {
  if (target.kind === 'name') return [target.name];
  return target.kind === 'list' ? target.items.flatMap(namesIn) : [];
}

export function mentions(expr: unknown, names: readonly string[]): boolean {
  if (typeof expr !== 'object' || expr === null) return false;
  const node = expr as { readonly kind?: unknown; readonly name?: unknown };
  if (node.kind === 'name' && names.includes(String(node.name))) return true;
  return Object.values(expr).some((part) => mentions(part, names));
}
