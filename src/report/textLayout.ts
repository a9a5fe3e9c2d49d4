// Text in columns of a terminal. Widths count code points, which is right for what the maps hold.

/** Writes `text` in a style, or plain where styles are off. */
export type Paint = (text: string, style: 'bold' | 'dim' | 'green' | 'yellow') => string;

/** `text` in at most `width` letters, its end an ellipsis when it was longer. */
export function clipText(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, width - 1).join('')}…`;
}

/** Lines of at most `width` letters; all but the first are indented. Words longer than a line are cut. */
export function wrapText(text: string, width: number, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const start = lines.length > 0 ? ' '.repeat(indent) : '';
    const longer = line === '' ? start + word : `${line} ${word}`;
    if (line !== '' && [...longer].length > width) {
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

/** Escape sequences have no width. */
function pad(text: string, width: number): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that starts a sequence
  const length = [...text.replace(/\u001b\[\d+m/g, '')].length;
  return text + ' '.repeat(Math.max(0, width - length));
}
