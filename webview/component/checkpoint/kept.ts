// What a page keeps over a reload, read back with care: an older version may have written it.

export type Kept = {
  readonly filter: string;
  /** Paths of open modules. */
  readonly open: readonly string[];
};

export function readKept(value: unknown): Kept | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { filter, open } = value as { readonly filter?: unknown; readonly open?: unknown };
  if (typeof filter !== 'string' || !Array.isArray(open)) return undefined;
  return { filter, open: open.filter((path) => typeof path === 'string') };
}
