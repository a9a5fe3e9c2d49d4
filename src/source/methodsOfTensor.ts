// Methods of tensors, as far as shapes go.

import { itemsOver } from './items.ts';
import { numberOf, type Run, termOf } from './run.ts';
import { number, type Term } from './term.ts';
import { type Bound, listOf, termValue, unknown, type Value } from './value.ts';

type Tensor = Extract<Value, { kind: 'tensor' }>;

export function tensorMethod(run: Run, of: Tensor, name: string, args: readonly Bound[]): Value {
  const at = numberOf(run, args[0]?.value);
  if (same.test(name) || name.endsWith('_')) return of;
  if (name === 'size' || name === 'dim' || name === 'numel') {
    if (of.shape === undefined) return unknown(name);
    if (name === 'dim') return termValue(number(of.shape.length));
    if (name === 'numel') return unknown(name);
    if (args.length === 0) return listOf(of.shape.map(termValue));
    const size = at === undefined ? undefined : of.shape.at(at);
    return size ? termValue(size) : unknown(name);
  }
  if (name === 'item' || name === 'tolist') return unknown(name);
  return { kind: 'tensor', shape: reshaped(run, of, name, args, at), keep: false };
}

const same =
  /^(?:to|cuda|cpu|half|float|double|long|int|bool|bfloat16|type|clone|detach|contiguous|requires_grad_|mul|div|add|sub|neg|abs|exp|log|sqrt|rsqrt|sin|cos|pow|clamp|softmax|type_as)$/;

function reshaped(
  run: Run,
  { shape }: Tensor,
  name: string,
  args: readonly Bound[],
  at: number | undefined,
): readonly Term[] | undefined {
  if (name === 'view' || name === 'reshape' || name === 'new_zeros' || name === 'new_ones') {
    return shapeOf(run, args);
  }
  if (shape === undefined) return undefined;
  if (name === 'unsqueeze' && at !== undefined) {
    const place = at < 0 ? at + shape.length + 1 : at;
    return [...shape.slice(0, place), number(1), ...shape.slice(place)];
  }
  if (name === 't') return shape.toReversed();
  if (name === 'transpose' && at !== undefined) {
    const other = numberOf(run, args[1]?.value);
    if (other === undefined) return undefined;
    const next = [...shape];
    const [a, b] = [at, other].map((one) => (one < 0 ? one + shape.length : one));
    if (next[a] === undefined || next[b] === undefined) return undefined;
    [next[a], next[b]] = [next[b], next[a]];
    return next;
  }
  return undefined;
}

/** Sizes as arguments or as one tuple; undefined: one of them is not a number, or left open. */
export function shapeOf(run: Run, args: readonly Bound[]): readonly Term[] | undefined {
  const sizes = args.filter((arg) => arg.name === undefined || /^(?:size|shape)$/.test(arg.name));
  const first = sizes[0]?.value;
  const items = first?.kind === 'list' ? itemsOver(run, first, 0) : sizes;
  const shape = items.map((item) => (item.repeat ? undefined : termOf(run, item.value)));
  const known = shape.every(
    (term) => term !== undefined && !(term.op === 'number' && term.value < 0),
  );
  return known ? (shape as Term[]) : undefined;
}
