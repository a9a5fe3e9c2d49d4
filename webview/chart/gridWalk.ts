// Walking over the sites of one or two flow maps with the keyboard. Pure.

export type Site = { readonly model: number; readonly cut: number; readonly span: number };

/** The site that `key` leads to from `at`; undefined when the key does not walk or the grid ends. */
export function walk(
  key: string,
  at: Site,
  cuts: readonly number[],
  spans: number,
): Site | undefined {
  const next = step(key, at, cuts, spans);
  if (!next || next.span < 0 || next.span >= spans) return undefined;
  const rows = cuts[next.model];
  if (rows === undefined || next.cut < 0 || (next.cut >= rows && next.model === at.model)) {
    return undefined;
  }
  // A shorter neighbour is entered at its last cut.
  return { ...next, cut: Math.min(next.cut, rows - 1) };
}

function step(key: string, at: Site, cuts: readonly number[], spans: number): Site | undefined {
  switch (key) {
    case 'ArrowUp':
      return { ...at, cut: at.cut + 1 };
    case 'ArrowDown':
      return { ...at, cut: at.cut - 1 };
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
      return { ...at, cut: cuts[at.model] - 1 };
    case 'PageDown':
      return { ...at, cut: 0 };
    default:
      return undefined;
  }
}
