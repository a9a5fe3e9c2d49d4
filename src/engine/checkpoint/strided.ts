// A tensor that lies in its file by steps: a transposed matrix, a part of a larger one, a value that is repeated.
// It is read in the order in which it lies, by way of a window, and put where it belongs.
import type { Dtype, Floats } from '../core/dtype.ts';
import type { ByteSource } from '../core/files.ts';
import type { Job } from '../core/job.ts';
import { count } from '../core/tensor.ts';
import { PlainStorage, type Storage } from './storage.ts';

/** Where a tensor lies among `elements` of a dtype; sizes and steps are counted in elements. */
export type Layout = {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** Of the first element. */
  readonly offset: number;
};

/** Elements that are read at once: 1 to 8 MB. */
const WINDOW = 1 << 20;
/** Where elements lie further apart than this, each run of them is read alone. */
const FAR = 1 << 14;

/** Whether it is one run of elements in row-major order. */
export function isRun({ shape, strides }: Layout): boolean {
  let step = 1;
  for (let dim = shape.length - 1; dim >= 0; dim--) {
    if (shape[dim] !== 1 && strides[dim] !== step) return false;
    step *= shape[dim];
  }
  return true;
}

export class StridedStorage implements Storage {
  readonly path: string;
  readonly reach: { readonly begin: number; readonly end: number };
  readonly #stored: PlainStorage;
  readonly #elements: number;
  readonly #layout: Layout;

  /** `elements` of `dtype` lie from byte `start` on; the layout stays among them. */
  constructor(source: ByteSource, dtype: Dtype, start: number, elements: number, layout: Layout) {
    const { shape, strides, offset } = layout;
    const last = strides.reduce((sum, step, axis) => sum + step * (shape[axis] - 1), offset);
    this.path = source.path;
    this.reach = { begin: start + offset * dtype.bytes, end: start + (last + 1) * dtype.bytes };
    this.#stored = new PlainStorage(source, dtype, start);
    this.#elements = elements;
    this.#layout = layout;
  }

  async read(job: Job, first: number, out: Floats): Promise<void> {
    const window = new Window(this.#stored, this.#elements, job, out);
    for (const box of boxes(this.#layout, first, out.length)) await readBox(window, box, out);
  }
}

type Axis = {
  readonly size: number /** In the file. */;
  readonly step: number /** In the result. */;
  readonly width: number;
};
/** Some of the elements: along each axis all of its places. */
type Box = { readonly axes: readonly Axis[]; readonly from: number; readonly to: number };

/** Elements [first, first + length) in row-major order as boxes: whole rows wherever there are. */
function* boxes({ shape, strides, offset }: Layout, first: number, length: number): Generator<Box> {
  const widths = shape.map((_, dim) => count(shape.slice(dim + 1)));
  for (let done = 0; done < length; ) {
    const at = first + done;
    const left = length - done;
    const found = widths.findIndex((width) => at % width === 0 && left >= width);
    const dim = found < 0 ? shape.length : found; // a scalar has no axis
    const index = (axis: number) => Math.floor(at / widths[axis]) % shape[axis];
    const size =
      dim < shape.length ? Math.min(shape[dim] - index(dim), Math.floor(left / widths[dim])) : 1;
    const axes = shape
      .map((whole, axis) => ({
        size: axis === dim ? size : whole,
        step: strides[axis],
        width: widths[axis],
      }))
      .slice(dim);
    yield {
      axes,
      from: strides.reduce((sum, step, axis) => sum + step * index(axis), offset),
      to: done,
    };
    done += size * (widths[dim] ?? 1);
  }
}

/** In the order of the file: the axis with the smallest step moves fastest. */
async function readBox(window: Window, { axes, from, to }: Box, out: Floats): Promise<void> {
  const [inner = { size: 1, step: 0, width: 0 }, ...outer] = axes
    .filter(({ size }) => size !== 1)
    .sort((a, b) => a.step - b.step);
  const places = outer.map(() => 0);
  for (let at = from, target = to; ; ) {
    for (let done = 0; done < inner.size; ) {
      const begin = at + done * inner.step;
      const most = Math.max(1, Math.floor(WINDOW / Math.max(inner.step, 1)));
      const run = Math.min(inner.size - done, most);
      const length = (run - 1) * inner.step + 1;
      if (!window.holds(begin, length)) await window.load(begin, length, outer[0]?.step ?? 0);
      const { values } = window;
      const base = begin - window.from;
      for (let i = 0; i < run; i++) {
        out[target + (done + i) * inner.width] = values[base + i * inner.step];
      }
      done += run;
    }
    const axis = places.findIndex((place, i) => place < outer[i].size - 1);
    if (axis < 0) return;
    places[axis]++;
    at += outer[axis].step;
    target += outer[axis].width;
    for (let i = 0; i < axis; i++) {
      at -= places[i] * outer[i].step;
      target -= places[i] * outer[i].width;
      places[i] = 0;
    }
  }
}

/** A stretch of the stored elements as numbers. */
class Window {
  readonly #stored: PlainStorage;
  readonly #elements: number;
  readonly #job: Job;
  readonly #kind: Floats;
  values: Floats = new Float64Array(0);
  from = 0;

  constructor(stored: PlainStorage, elements: number, job: Job, kind: Floats) {
    this.#stored = stored;
    this.#elements = elements;
    this.#job = job;
    this.#kind = kind;
  }

  holds(from: number, length: number): boolean {
    return from >= this.from && from + length <= this.from + this.values.length;
  }

  /** `length` elements from `from` on, and more where the next that will be asked for, `next` further, are near. */
  async load(from: number, length: number, next: number): Promise<void> {
    const ahead = next - length > FAR ? length : Math.max(length, WINDOW);
    const size = Math.min(ahead, this.#elements - from);
    const known = from < this.from ? [] : this.values.subarray(from - this.from); // not read again
    this.values =
      this.#kind instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
    this.from = from;
    this.values.set(known);
    await this.#stored.read(this.#job, from + known.length, this.values.subarray(known.length));
  }
}
