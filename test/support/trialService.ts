// A service that misbehaves on request, to try the compute process with.

export interface TrialService {
  /** Keeps `entries` entries of `bytes` bytes, one after the other; reports each. */
  keep(request: { folder: string; entries: number; bytes: number }): Promise<number>;
  /** Never listens again, as if the runtime never came back. */
  block(request: object): Promise<never>;
  /** Does not listen until the file is there. */
  hold(request: { until: string }): Promise<string>;
  crash(request: { how: 'exit' | 'throw' | 'heap' | 'kill' }): Promise<never>;
  refuse(request: { code: string; hint: string }): Promise<never>;
  /** Its argument. */
  settings(request: object): Promise<unknown>;
  /** A look: its process id, once a "stuck" one has ended, which is never. */
  inspect(request: { path: string }): Promise<number>;
  ping(request: object): Promise<number>; // its process id
}

export const keyOf = (i: number) => `entry ${i}`;
export const bytesOf = (i: number, bytes: number) => new Uint8Array(bytes).fill(i + 1);
