// Rows of tensors that lie on a device, put together anew there: what a run takes from another crosses as numbers of rows.
import { MadeOnce } from '../core/madeOnce.ts';
import type { Device, Resident, Runtime, Session } from '../core/runtime.ts';
import { count } from '../core/tensor.ts';
import { type Graph, GraphBuilder } from '../graph/graph.ts';
import { encode } from '../graph/onnx.ts';

export class DeviceRows {
  readonly tensors: NonNullable<Device['tensors']>;
  readonly #runtime: Runtime;
  /** By how many tensors the rows are of. */
  readonly #sessions = new MadeOnce<number, Session>();

  constructor(runtime: Runtime, tensors: NonNullable<Device['tensors']>) {
    this.#runtime = runtime;
    this.tensors = tensors;
  }

  /** Rows of `width` numbers, by their number in all sources one after the other; given as a tensor of `dims`. */
  async gather(
    sources: readonly Resident[],
    rows: Int32Array,
    width: number,
    dims: readonly number[],
  ): Promise<Resident> {
    const { stay } = await this.#session(sources.length);
    const flat = sources.map((source, i) => {
      const view = this.tensors.view(source, [count(source.dims) / width, width]);
      return [`s${i}`, view] as const;
    });
    const inputs = { ...Object.fromEntries(flat), rows: { dims: [rows.length], data: rows } };
    const { gathered } = await stay!(inputs, ['gathered']);
    return this.tensors.view(gathered, dims);
  }

  /** One after the other along the first axis. */
  join(pieces: readonly Resident[]): Promise<Resident> {
    const [, ...rest] = pieces[0].dims;
    const total = pieces.reduce((sum, { dims }) => sum + dims[0], 0);
    return this.gather(pieces, counted(0, total), count(rest), [total, ...rest]);
  }

  /** Rows [from, to) of the first axis. */
  slice(tensor: Resident, from: number, to: number): Promise<Resident> {
    const [, ...rest] = tensor.dims;
    return this.gather([tensor], counted(from, to), count(rest), [to - from, ...rest]);
  }

  release(): Promise<void> {
    return this.#sessions.release();
  }

  #session(sources: number): Promise<Session> {
    return this.#sessions.get(sources, () => this.#runtime.session(encode(rowsGraph(sources))));
  }
}

function rowsGraph(sources: number): Graph {
  const graph = new GraphBuilder();
  const names = Array.from({ length: sources }, (_, i) => graph.input(`s${i}`, [`n${i}`, 'w']));
  const all = sources === 1 ? names[0] : graph.op('Concat', names, { axis: 0 });
  const rows = graph.input('rows', ['r'], 'int32');
  graph.output('gathered', graph.op('Gather', [all, rows], { axis: 0 }), ['r', 'w']);
  return graph.build('rows');
}

/** from, from + 1, .. to - 1 */
export function counted(from: number, to: number): Int32Array {
  const all = new Int32Array(to - from);
  for (let i = 0; i < all.length; i++) all[i] = from + i;
  return all;
}
