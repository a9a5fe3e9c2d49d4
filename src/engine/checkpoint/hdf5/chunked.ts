// A tensor in chunks, each packed by itself, found by a tree (format specification, III.A.1: nodes of raw data).
import { type Dtype, type Floats, widen } from '../../core/dtype.ts';
import { EngineError } from '../../core/error.ts';
import type { Job } from '../../core/job.ts';
import { count } from '../../core/tensor.ts';
import type { Storage } from '../storage.ts';
import { grouped, quoted } from '../words.ts';
import { type Filter, foreignFilter, unfiltered } from './filters.ts';
import type { Pages } from './pages.ts';

/** Of one chunk unpacked, as it is held whole; h5py makes them of at most 1 MB. */
const MOST_CHUNK_BYTES = 64 << 20;
const DEEPEST_TREE = 16;

type Chunk = {
  readonly at: readonly number[];
  readonly address: number;
  readonly packed: number;
  /** A bit for each filter that it did without. */
  readonly without: number;
};

export type ChunkPlan = {
  /** Of the tensor, for people. */
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly chunk: readonly number[];
  readonly filters: readonly Filter[];
  /** Of the tree; undefined: nothing was written. */
  readonly tree: number | undefined;
};

export class ChunkedStorage implements Storage {
  readonly #pages: Pages;
  readonly #plan: ChunkPlan;
  #chunks: readonly Chunk[] | undefined;
  /** What was unpacked last: the next reading goes on in it. */
  #last: { readonly chunk: Chunk; readonly numbers: Float64Array } | undefined;

  constructor(pages: Pages, plan: ChunkPlan) {
    this.#pages = pages;
    this.#plan = plan;
  }

  get path(): string {
    return this.#pages.source.path;
  }

  async read(job: Job, first: number, out: Floats): Promise<void> {
    this.#chunks ??= await this.#find();
    const { shape, chunk } = this.#plan;
    const row = count(shape.slice(1));
    for (const each of this.#chunks) {
      const from = each.at[0] * row;
      if (from >= first + out.length || from + chunk[0] * row <= first) continue;
      await job.pause();
      copyRuns(await this.#numbers(each), each.at, this.#plan, first, out);
    }
  }

  async #find(): Promise<readonly Chunk[]> {
    const { shape, chunk, tree, filters, dtype } = this.#plan;
    const foreign = foreignFilter(filters);
    if (foreign) throw this.#wrong(`is packed with ${foreign.name}, which is not read`);
    const bytes = count(chunk) * dtype.bytes;
    if (bytes === 0 || bytes > MOST_CHUNK_BYTES) {
      const allowed = `1 to ${grouped(MOST_CHUNK_BYTES)} are allowed`;
      throw this.#wrong(`has chunks of ${grouped(bytes)} bytes, ${allowed}`);
    }
    const expected = shape.reduce((all, size, d) => all * Math.ceil(size / chunk[d]), 1);
    const found: Chunk[] = [];
    if (tree !== undefined) {
      for await (const each of leaves(this.#pages, tree, shape.length, DEEPEST_TREE)) {
        if (found.length === expected) throw this.#wrong('has more chunks than its shape');
        found.push(each);
      }
    }
    const places = new Set(found.map(({ at }) => at.join()));
    const fit = found.every(({ at }) => at.every((o, d) => o % chunk[d] === 0 && o < shape[d]));
    if (places.size !== expected || !fit) {
      throw this.#wrong(`has ${places.size} of its ${grouped(expected)} chunks`);
    }
    return found;
  }

  async #numbers(chunk: Chunk): Promise<Float64Array> {
    if (this.#last?.chunk === chunk) return this.#last.numbers;
    const { dtype, filters, name, chunk: dims } = this.#plan;
    const size = count(dims) * dtype.bytes;
    if (chunk.packed > MOST_CHUNK_BYTES) throw this.#wrong('has a chunk that is too large');
    const { source, base } = this.#pages;
    const packed = await source.read(base + chunk.address, chunk.packed);
    const what = `a chunk of ${quoted(name)} of ${this.path}`;
    const options = { size, perElement: dtype.bytes, what };
    const bytes = unfiltered(packed, filters, chunk.without, options);
    const numbers = new Float64Array(count(dims));
    widen(dtype, bytes, numbers);
    this.#last = { chunk, numbers };
    return numbers;
  }

  #wrong(found: string): EngineError {
    return new EngineError('file-format', `${quoted(this.#plan.name)} of ${this.path} ${found}`, {
      hint: 'Save the file again, with h5py alone.',
    });
  }
}

/** Runs along the last dimension, those parts of them that are asked for. */
function copyRuns(
  numbers: Float64Array,
  at: readonly number[],
  { shape, chunk }: ChunkPlan,
  first: number,
  out: Floats,
): void {
  const last = shape.length - 1;
  const run = Math.min(chunk[last], shape[last] - at[last]);
  const inside = [...at]; // of the run in the tensor
  for (let source = 0; source < numbers.length; source += chunk[last]) {
    let rest = source / chunk[last];
    let isPadding = false;
    for (let d = last - 1; d >= 0; d--) {
      inside[d] = at[d] + (rest % chunk[d]);
      rest = Math.floor(rest / chunk[d]);
      isPadding ||= inside[d] >= shape[d];
    }
    if (isPadding) continue;
    const place = inside.reduce((sum, index, d) => sum * shape[d] + index, 0) - first;
    const [from, to] = [Math.max(place, 0), Math.min(place + run, out.length)];
    if (from < to) out.set(numbers.subarray(source + from - place, source + to - place), from);
  }
}

async function* leaves(
  pages: Pages,
  node: number,
  rank: number,
  deepest: number,
): AsyncGenerator<Chunk> {
  const what = `the chunks at ${node}`;
  const head = await pages.fields(node, 24, what);
  head.expect('TREE');
  const [type, level, used] = [head.u8(), head.u8(), head.u16()];
  if (type !== 1 || level > deepest) throw head.wrong('are no tree of chunks');
  const entries = await pages.fields(node + 24, used * (16 + 8 * (rank + 1)), what);
  for (let i = 0; i < used; i++) {
    const [packed, without] = [entries.u32(), entries.u32()];
    const at = Array.from({ length: rank }, () => entries.u64());
    entries.skip(8);
    const address = entries.address();
    if (address === undefined) throw entries.wrong('has a branch that leads nowhere');
    if (level === 0) yield { at, address, packed, without };
    else yield* leaves(pages, address, rank, level - 1);
  }
}
