// What a stream can show.

export type Stream = { readonly isTTY?: boolean; readonly columns?: number };
export type Env = Readonly<Record<string, string | undefined>>;

export type Look = {
  /** Columns; undefined: it is no terminal, or does not say. */
  readonly width: number | undefined;
  /** Colours and weights, whose user has not asked for none (no-color.org). */
  readonly colour: boolean;
  /** A line may be taken back and drawn again. */
  readonly redraws: boolean;
};

export function lookOf({ isTTY, columns }: Stream, env: Env): Look {
  const obeys = isTTY === true && env.TERM !== 'dumb';
  return {
    width: columns !== undefined && columns > 0 ? columns : undefined,
    colour: obeys && !env.NO_COLOR,
    redraws: obeys,
  };
}
