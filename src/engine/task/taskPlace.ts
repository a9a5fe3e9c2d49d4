// Where in the text of a task file a value stands.
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Path } from './jsonSchema.ts';

/** Line and column from 1, in UTF-16 units; of the nearest value around one that is not there. */
export function placeIn(
  text: string,
): (path: Path) => { readonly line: number; readonly column: number } {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return (path) => {
    const node = root && (findNodeAtLocation(root, [...path]) ?? root);
    const lines = text.slice(0, node?.offset ?? 0).split(/\r\n|\r|\n/);
    return { line: lines.length, column: lines[lines.length - 1].length + 1 };
  };
}
