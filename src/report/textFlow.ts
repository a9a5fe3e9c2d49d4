// Flow maps in letters: cuts upwards, spans across. What is the same over several cuts is one line;
// spans where nothing ever passes are left out when the terminal is too narrow for all.
import type { Report } from '../protocol/report.ts';
import { letter, middle, setText, shareOf, shown } from '../protocol/reportWords.ts';
import type { SectionOf, SpanReport } from '../protocol/sections.ts';
import { siteKind, unexplainedWords, weakest } from '../protocol/siteKind.ts';
import { clipText, columnsOf, type Paint, wrapText } from './textLayout.ts';

const leastShare = weakest;
const blocks = '▁▂▃▄▅▆▇█';
const gap = 4;
const nothing = '·';
const unexplained = '?';
const widestCell = 11;
const widestName = 9;

/** Lines of the maps of all models, side by side where they fit. */
export function flowLines(
  { models }: SectionOf<'flow'>,
  report: Report,
  width: number,
  paint: Paint,
): string[] {
  const cells = models.map((model) =>
    model.cuts.map((cut) => cut.spans.map((site) => cellText(site, report.task.parts))),
  );
  const spans = spansShown(report, cells, width);
  const maps = cells.map((rows, i) => drawMap(report, i, rows, spans, paint));
  const beside = maps.reduce((sum, map) => sum + map.width + gap, -gap) <= width;
  const lines = beside
    ? columnsOf(
        maps.map((map) => map.lines),
        maps.map((map) => map.width),
        gap,
      )
    : maps.flatMap((map, i) => (i > 0 ? ['', ...map.lines] : map.lines));
  const left = report.task.spans.length - spans.length;
  const omitted = left > 0 ? `   (${left} spans not shown)` : '';
  const isShown = (text: string) => cells.some((rows) => rows.some((row) => row.includes(text)));
  const marks = [
    '{a,b} crisp: whole parts',
    'a▄ hybrid: shares ▁ to █',
    ...(isShown(unexplained) ? [`${unexplained} ${unexplainedWords}`] : []),
    `${nothing} nothing${omitted}`,
  ];
  const key = marks.join('   ');
  return [...lines, '', ...wrapText(key, width, 0).map((line) => paint(line, 'dim'))];
}

/** A site in a few letters: "{a,b}" where crisp, "a▄b▂" where hybrid, "?" where no part explains it, "·"
 * where nothing passes. */
export function cellText(site: SpanReport, parts: readonly { readonly id: string }[]): string {
  const kind = siteKind(site);
  if (kind === 'unexplained') return unexplained;
  if (kind === 'crisp') {
    const set = setText(site.label);
    return clipText(
      site.label.length === parts.length && set.length > 9 ? '{all}' : set,
      widestCell,
    );
  }
  const shares = parts
    .map((part) => ({ id: part.id, share: shareOf(site, part.id) }))
    .filter(({ share }) => share >= leastShare);
  const letters = shares.map(({ id, share }) => {
    const step = Math.min(blocks.length - 1, Math.floor(share * blocks.length));
    return clipText(shown(id, 40), 4) + blocks[step];
  });
  return kind === 'nothing' ? nothing : clipText(letters.join(''), widestCell);
}

type Cells = readonly (readonly string[])[];

/** All spans where they fit; else those where something passes, the last ones first. */
function spansShown(report: Report, cells: readonly Cells[], width: number): readonly number[] {
  const all = report.task.spans.map((_, s) => s);
  const room = width - gutterOf(cells[0]) - gutterOf(cells[cells.length - 1]);
  const fits = (spans: readonly number[]) =>
    spans.reduce((sum, s) => sum + columnWidth(report, cells, s) + 1, 0) <= room;
  if (fits(all)) return all;
  const busy = all.filter((s) => cells.some((rows) => rows.some((row) => row[s] !== nothing)));
  while (busy.length > 1 && !fits(busy)) busy.shift();
  return busy;
}

function drawMap(
  report: Report,
  model: number,
  cells: Cells,
  spans: readonly number[],
  paint: Paint,
): { readonly lines: readonly string[]; readonly width: number } {
  const row = (texts: readonly string[]) =>
    spans.map((s, i) => pad(texts[i], columnWidth(report, [cells], s))).join(' ');
  const runs = runsOf(cells.map((texts) => row(spans.map((s) => texts[s]))));
  const gutter = Math.max(...runs.map((run) => cutName(run).length)) + 2;
  const lines = runs.map((run) => `${cutName(run).padStart(gutter - 2)}  ${run.text.trimEnd()}`);
  const foot = ' '.repeat(gutter) + row(spans.map((s) => spanName(report, s)));
  const who = report.models.length === 2 ? `${letter(model)} ` : '';
  const name = middle(report.models[model].name, Math.max(foot.length, 30) - who.length);
  const title = who + shown(name);
  return {
    lines: [paint(title, 'bold'), ...lines.reverse(), foot],
    width: Math.max(foot.length, [...title].length),
  };
}

type Run = { readonly first: number; last: number; readonly text: string };

/** Runs of equal rows, first cut first. */
function runsOf(rows: readonly string[]): Run[] {
  const runs: Run[] = [];
  for (const [cut, text] of rows.entries()) {
    const run = runs.at(-1);
    if (run?.text === text) run.last = cut;
    else runs.push({ first: cut, last: cut, text });
  }
  return runs;
}

const cutName = ({ first, last }: Run) => (first === last ? `${first}` : `${first}-${last}`);

/** At most this wide are the names of the cuts, and the space after them. */
const gutterOf = (cells: Cells) => 2 * String(cells.length - 1).length + 3;

function columnWidth(report: Report, cells: readonly Cells[], span: number): number {
  const texts = cells.flatMap((rows) => rows.map((row) => row[span]));
  return Math.max(...[spanName(report, span), ...texts].map((text) => [...text].length));
}

function spanName(report: Report, span: number): string {
  return shown(middle(report.task.spans[span].id, widestName));
}

const pad = (text: string, width: number) => text + ' '.repeat(width - [...text].length);
