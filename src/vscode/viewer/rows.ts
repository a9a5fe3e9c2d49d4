// What crosses between the viewer's pages and the host.
import { clip, type Slice } from '../../protocol/slices.ts';

/** As it crosses to the page: names may be a megabyte long. */
export function clipped<Row extends { readonly name: string }>(slice: Slice<Row>): Slice<Row> {
  return { from: slice.from, rows: slice.rows.map((row) => ({ ...row, name: clip(row.name) })) };
}

/** A number from a page that should be a place in a list. */
export function placeIn<T>(list: readonly T[], place: unknown): T {
  const found = typeof place === 'number' ? list[place] : undefined;
  if (found === undefined) throw new RangeError(`no tensor ${String(place)}`);
  return found;
}
