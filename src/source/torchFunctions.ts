// Functions of torch that make tensors, as far as their shapes follow from the text.
import { itemsOver } from './items.ts';
import { shapeOf } from './methodsOfTensor.ts';
import { type Run, termOf } from './run.ts';
import { combine, number, type Term } from './term.ts';
import { type Bound, unknown, type Value } from './value.ts';

type Shape = readonly Term[] | undefined;

/** undefined: it makes no tensor that is known of. */
export function torchFunction(run: Run, path: string, args: readonly Bound[]): Value | undefined {
  const name = path.split('.').at(-1) ?? path;
  const [first] = args.map((arg) => arg.value);
  if (name === 'Parameter' || name === 'UninitializedParameter' || name === 'Buffer') {
    const data = args.find((arg) => arg.name === 'data')?.value ?? first;
    return { kind: 'tensor', shape: data?.kind === 'tensor' ? data.shape : undefined, keep: true };
  }
  if (name === 'compile' || name === 'checkpoint_wrapper') return first;
  if (/^torch\.nn\.init\./.test(path)) return first ?? unknown(path);
  if (/^torch\.(?:nn\.)?(?:functional|jit|utils|distributed|cuda|backends)\b/.test(path)) {
    return name === 'script' ? first : unknown(path);
  }
  if (!/^torch\.[a-zA-Z_]+$/.test(path) || /^torch\.(?:is_|get_|set_|manual)/.test(path)) {
    return undefined;
  }
  return { kind: 'tensor', shape: madeShape(run, name, args, first), keep: false };
}

function madeShape(
  run: Run,
  name: string,
  args: readonly Bound[],
  first: Value | undefined,
): Shape {
  if (filled.test(name)) return shapeOf(run, args);
  if (name === 'full')
    return shapeOf(run, args.filter((arg) => arg.name === 'size').length ? args : args.slice(0, 1));
  if (name === 'randint') {
    const size = args.find((arg) => arg.name === 'size') ?? args.at(-1);
    return size && shapeOf(run, [{ ...size, name: undefined }]);
  }
  if (first?.kind === 'tensor' && sameShape.test(name)) return first.shape;
  const term = first && termOf(run, first);
  if (name === 'eye') return term && [term, (args[1] && termOf(run, args[1].value)) ?? term];
  if (name === 'tensor' || name === 'as_tensor') return term ? [] : nestedShape(run, first);
  const plain = args.filter((arg) => arg.name === undefined);
  if (name === 'arange') {
    if (plain.length === 1) return term && [term];
    const end = plain[1] && termOf(run, plain[1].value);
    return plain.length === 2 && term && end ? [combine('-', end, term)] : undefined;
  }
  if (name !== 'linspace') return undefined;
  const steps = args.find((arg) => arg.name === 'steps') ?? plain[2];
  const count = steps && termOf(run, steps.value);
  return count && [count];
}

const filled = /^(?:zeros|ones|empty|randn|rand|Tensor|FloatTensor|LongTensor|HalfTensor)$/;
const sameShape =
  /^(?:\w+_like|log|exp|sqrt|rsqrt|sin|cos|tanh|sigmoid|abs|neg|tril|triu|clamp|log1p|clone|mul|div|inverse|softmax)$/;

/** The shape of lists within lists. */
function nestedShape(run: Run, value: Value | undefined, depth = 0): Shape {
  if (value?.kind !== 'list' || depth > 4) return value && termOf(run, value) ? [] : undefined;
  const items = itemsOver(run, value, 0);
  if (items.some((item) => item.repeat)) return undefined;
  const inner = items.length === 0 ? [] : nestedShape(run, items[0].value, depth + 1);
  return inner && [number(items.length), ...inner];
}
