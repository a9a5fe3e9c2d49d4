// Text in columns of a terminal.
import { middle } from '../protocol/reportWords.ts';

/** Writes `text` in a style, or plain where styles are off. */
export type Paint = (text: string, style: 'bold' | 'dim' | 'green' | 'yellow') => string;

const codes: Readonly<Record<Parameters<Paint>[1], number>> = {
  bold: 1,
  dim: 2,
  green: 32,
  yellow: 33,
};

export function painter(colour: boolean): Paint {
  return (text, style) => (colour ? `\u001b[${codes[style]}m${text}\u001b[0m` : text);
}

/** Nearly all text. */
const plain = /^[\x20-\x7e]*$/;
/** Letters that take two columns: East Asian ones and emoji. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** Marks that stand on the letter before them. */
const mark = /\p{Mn}|\p{Me}/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that starts a sequence
const style = /\u001b\[\d+m/g;

function letterWidth(letter: string): number {
  return mark.test(letter) ? 0 : wide.test(letter) ? 2 : 1;
}

/** Columns of a terminal that `text` takes; escape sequences take none. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  return [...text.replace(style, '')].reduce((sum, letter) => sum + letterWidth(letter), 0);
}

/** As much of `text` as fits `columns`: no half letter, nothing that wraps. */
export function fitting(text: string, columns: number): string {
  let room = columns;
  let fits = '';
  for (const letter of text) {
    room -= letterWidth(letter);
    if (room < 0) break;
    fits += letter;
  }
  return fits;
}

/** `text` in at most `width` columns, its end an ellipsis when it was longer. */
export function clipText(text: string, width: number): string {
  return textWidth(text) <= width ? text : `${fitting(text, width - 1)}…`;
}

/** A name in at most `width` columns, four or more, without its middle when it is longer. */
export function middleText(name: string, width: number): string {
  let letters = width;
  while (textWidth(middle(name, letters)) > width) letters--;
  return middle(name, letters);
}

/** Lines of at most `width` columns; all but the first are indented. Words longer than a line are cut. */
export function wrapText(text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const start = lines.length > 0 ? ' '.repeat(indent) : '';
    const longer = line === '' ? start + word : `${line} ${word}`;
    if (line !== '' && textWidth(longer) > width) {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    } else line = longer;
    line = clipText(line, width);
  }
  return [...lines, line];
}

/** Columns of lines side by side, aligned at their last lines, `gap` spaces apart. */
export function columnsOf(
  columns: readonly (readonly string[])[],
  widths: readonly number[],
  gap: number,
): string[] {
  const rows = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: rows }, (_, row) =>
    columns
      .map((lines, i) => pad(lines[row - (rows - lines.length)] ?? '', widths[i]))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

/** `text` and the space that is left of `width` columns. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - textWidth(text)));
}
