/** One line of the benchmark. */
export type Figure = {
  readonly what: string;
  readonly bar: string;
  readonly found: string;
  readonly met: boolean;
};
