// What a stream can show, and how wide text is on it.

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

/** Letters that take two columns: East Asian ones and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** As much of `text` as fits `columns`: no half letter, nothing that wraps. */
export function fitting(text: string, columns: number): string {
  let room = columns;
  let fits = '';
  for (const letter of text) {
    room -= /\p{Mn}/u.test(letter) ? 0 : wide.test(letter) ? 2 : 1;
    if (room < 0) break;
    fits += letter;
  }
  return fits;
}
