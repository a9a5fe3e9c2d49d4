// What each model holds, as lines of a terminal: the sets that one of them holds, the most purely held first.
import type { ProfileEntry } from '../protocol/coordinates.ts';
import { profileRows } from '../protocol/profiles.ts';
import type { Report } from '../protocol/report.ts';
import { interval, letter, levelText, setText, spanText } from '../protocol/reportWords.ts';
import { clipText, type Paint, pad, textWidth } from './textLayout.ts';

/** More are no reading for a terminal: JSON and the page have every set. */
const mostRows = 8;
const widestSet = 24;

/** "{a,b}  A 1.00 [0.98, 1.00] b · block 0   B 0.02 [0.00, 0.05]   most apart". */
export function profileLines(report: Report, width: number, paint: Paint): string[] {
  const rows = profileRows(report);
  if (rows === undefined || rows.told.length === 0) return [];
  const told = rows.told.slice(0, mostRows);
  const sets = told.map(({ set }) => clipText(setText(set), widestSet));
  const room = Math.max(...sets.map(textWidth));
  const columns = told.map(({ entries }) =>
    entries.map((entry, i) => side(entry, i, entries.length)),
  );
  const widths = columns[0].map((_, i) => Math.max(...columns.map((row) => textWidth(row[i]))));
  const whole = [room, ...widths, textWidth(decides)].reduce((sum, one) => sum + one + 2, -2);
  const lines = told.flatMap((row, i) => {
    const name = `${pad(sets[i], room)}  `;
    const end = row.decides ? `  ${decides}` : '';
    const cells = columns[i].map((text, m) => pad(text, widths[m]));
    const written =
      whole <= width
        ? [`${name}${cells.join('  ')}${end}`]
        : columns[i].map((text, m) =>
            m === 0 ? `${name}${text}${end}` : pad('', room + 2) + text,
          );
    return written.map((line) =>
      paint(clipText(line.trimEnd(), width), row.decides ? 'bold' : 'dim'),
    );
  });
  const left = rows.told.length - told.length + rows.others.length;
  const more = left > 0 ? [paint(`and ${left} ${left === 1 ? 'set' : 'sets'} more`, 'dim')] : [];
  return [...lines, ...more];
}

const decides = 'most apart';

function side(entry: ProfileEntry | undefined, model: number, models: number): string {
  const who = models === 1 ? '' : `${letter(model)} `;
  if (entry === undefined) return `${who}–`;
  const where = entry.site === null ? '' : ` ${spanText(entry.site)} · ${levelText(entry.site)}`;
  return `${who}${interval(entry)}${where}`;
}
