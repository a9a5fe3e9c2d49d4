// A long list in slices that cross in one message each and hold up nobody. Leaf.

/** Rows [from, from + rows.length) of the list. */
export type Slice<Row> = { readonly from: number; readonly rows: readonly Row[] };

/** Letters of a name or a metadata value that reach a page; longer ones end in "…". */
export const MOST_LETTERS = 4000;
const FIRST_ROWS = 500; // what is seen at first comes first
const MOST_ROWS = 2000; // a row without its name is under 100 bytes
const MOST_SLICE_LETTERS = 400_000;

export function* slices<Row extends { readonly name: string }>(
  rows: readonly Row[],
): Generator<Slice<Row>> {
  for (let from = 0; from < rows.length; ) {
    const most = from === 0 ? FIRST_ROWS : MOST_ROWS;
    let to = from;
    for (let letters = 0; to < rows.length && to - from < most; to++) {
      letters += Math.min(rows[to].name.length, MOST_LETTERS + 1);
      if (letters > MOST_SLICE_LETTERS && to > from) break;
    }
    yield { from, rows: rows.slice(from, to) };
    from = to;
  }
}

export function clip(text: string): string {
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}
