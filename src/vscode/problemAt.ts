// Something that is wrong in a user's file, beside the value that it is about.
import type { Diagnostic } from 'vscode';
import { plainText } from './plain.ts';
import type { VsCode } from './vsCode.ts';

const SOURCE = 'Congruity';
const MAX_MESSAGE = 300;

/** As the engine tells of it; line and column from 1. */
type Problem = { readonly line: number; readonly column: number; readonly message: string };

/** `text`: the line that it stands in. */
export function problemAt(
  vscode: VsCode,
  { line, column, message }: Problem,
  text: string,
  severity: number,
): Diagnostic {
  const start = column - 1;
  const length = valueLength(text.slice(start));
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(line - 1, start, line - 1, start + length),
    plainText(message).slice(0, MAX_MESSAGE),
    severity,
  );
  diagnostic.source = SOURCE;
  return diagnostic;
}

/** Of the string, word or sign that a line starts with. */
function valueLength(text: string): number {
  return /^"(?:\\.|[^"\\])*"?|^[^\s"\\,:{}[\]]+|^./.exec(text)?.[0].length ?? 1;
}
