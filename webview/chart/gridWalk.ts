// Walking over the sites of one or two flow maps with the keyboard. Pure.

export type Site = { readonly model: number; readonly cut: number; readonly span: number };

/**
 * The site that `key` leads to from `at`; undefined when the key does not walk or the grid ends. `rows`: by model the
 * cuts that begin one, ascending.
 */
export function walk(
  key: string,
  at: Site,
  rows: readonly (readonly number[])[],
  spans: number,
): Site | undefined {
  const next = step(key, at, rows[at.model], spans);
  if (!next || next.span < 0 || next.span >= spans) return undefined;
  // A shorter neighbour is entered at its last row; one that joins some cuts at the row that has this one.
  const cut = rows[next.model]?.findLast((first) => first <= next.cut);
  return cut === undefined ? undefined : { ...next, cut };
}

function step(key: string, at: Site, rows: readonly number[], spans: number): Site | undefined {
  const to = (row: number) => (rows[row] === undefined ? undefined : { ...at, cut: rows[row] });
  switch (key) {
    case 'ArrowUp':
      return to(rows.indexOf(at.cut) + 1);
    case 'ArrowDown':
      return to(rows.indexOf(at.cut) - 1);
    case 'ArrowRight':
      if (at.span < spans - 1) return { ...at, span: at.span + 1 };
      return { ...at, model: at.model + 1, span: 0 };
    case 'ArrowLeft':
      if (at.span > 0) return { ...at, span: at.span - 1 };
      return { ...at, model: at.model - 1, span: spans - 1 };
    case 'Home':
      return { ...at, span: 0 };
    case 'End':
      return { ...at, span: spans - 1 };
    case 'PageUp':
      return to(rows.length - 1);
    case 'PageDown':
      return to(0);
    default:
      return undefined;
  }
}
