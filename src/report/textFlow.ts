// Flow maps in letters: cuts upwards, spans across. What is the same over several cuts is one line;
// spans where nothing ever passes are left out when the terminal is too narrow for all. Of a run in looks each line
// ends with the pairs that it rests on.

import { pairsAt } from '../protocol/looked.ts';
import type { Report, TaskReport } from '../protocol/report.ts';
import {
  letter,
  middle,
  rangesOf,
  setText,
  shareOf,
  shown,
  spanText,
} from '../protocol/reportWords.ts';
import { flowsOf, type SectionOf } from '../protocol/sections.ts';
import {
  undeterminedWords,
  unexplainedWords,
  unmeasuredWords,
  weakest,
} from '../protocol/siteKind.ts';
import { type SpanSite, spanSite, toldJoints } from '../protocol/sites.ts';
import { namesItsCuts, readsRows } from '../words/rows.ts';
import { clipText, columnsOf, type Paint, textWidth, wrapText } from './textLayout.ts';

const blocks = '▁▂▃▄▅▆▇█';
const gap = 4;
const nothing = '·';
const unexplained = '?';
const undetermined = '~';
const unmeasured = '-';
const widestCell = 11;
const widestName = 9;

/** Lines of the maps of all models, side by side where they fit. */
export function flowLines(
  { models }: SectionOf<'flow'>,
  report: Report,
  width: number,
  paint: Paint,
): string[] {
  const cells = models.map(({ cuts }, m) =>
    cuts.map((measured, cut) =>
      measured?.spans.map((span) => cellText(spanSite(report.models[m], cut, span), report.task)),
    ),
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
  const joints = models.flatMap((_, m) => jointLines(report, m));
  const key = [
    ...marksOf(cells, readsRows(report) ? 'region' : 'word'),
    `${nothing} nothing${omitted}`,
    rowWordsOf(report),
  ].join('   ');
  return [
    ...lines,
    ...(joints.length > 0 ? [''] : []),
    ...joints.flatMap((line) => wrapText(line, width, 2)),
    '',
    ...wrapText(key, width, 0).map((line) => paint(line.trimEnd(), 'dim')),
  ];
}

/** Sentences name the block that a cut follows. */
const rowWords = 'row 0: after the embedding, row k: after block k - 1';

/** Cuts with names of their own are listed among the notes. */
function rowWordsOf(report: Report): string {
  return namesItsCuts(report) ? 'row 0: the input, row k: cut k' : rowWords;
}

/** What the signs mean that are there. */
function marksOf(cells: readonly Cells[], part: 'word' | 'region'): readonly string[] {
  const isThere = (sign: RegExp) =>
    cells.some((rows) => rows.some((row) => row?.some((text) => sign.test(text))));
  const marks: readonly (readonly [RegExp, string])[] = [
    [/^\{[^▁-█]*\}$/, '{a,b} one set holds the site'],
    [/^"[^▁-█]*"$/, `"a" the ${part} as it stands`],
    [/[▁-█]/, '{a}▅ a mixture: weights ▁ to █'],
    [/^\?$/, `${unexplained} ${unexplainedWords}`],
    [/^~$/, `${undetermined} ${undeterminedWords}`],
    [/^-$/, `${unmeasured} ${unmeasuredWords}`],
  ];
  return marks.filter(([sign]) => isThere(sign)).map(([, words]) => words);
}

/** "A  S2 and after: {which} at cuts 18-20". */
function jointLines(report: Report, model: number): readonly string[] {
  const { cuts } = flowsOf(report)[model];
  const found = new Map<string, number[]>();
  for (const cut of cuts.keys()) {
    for (const joint of toldJoints(report.models[model], cut, report.task)) {
      const words = `${spanText(joint)}: ${setText(joint.label ?? [])}`;
      found.set(words, [...(found.get(words) ?? []), cut]);
    }
  }
  const who = report.models.length === 2 ? `${letter(model)}  ` : '';
  return [...found].map(([words, at]) => {
    return `${who}${words} at ${at.length === 1 ? 'cut' : 'cuts'} ${rangesOf(at)}`;
  });
}

/** A site in a few letters: "{a,b}" where one set holds it, "{a}▅{b}▃" where several do, "?" where none
 * explains it, "~" where they cannot be told apart, "·" where nothing passes, "-" where nothing is known. */
export function cellText(of: SpanSite, task: TaskReport): string {
  const { site, shares, kind } = of;
  switch (kind) {
    case 'nothing':
      return nothing;
    case 'unmeasured':
      return unmeasured;
    case 'unexplained':
      return unexplained;
    case 'undetermined':
      return undetermined;
    case 'held': {
      const words = setText(site?.label ?? []);
      const isLong = task.variables.length === 0 || words.length > 9;
      const short = of.isEverything && isLong ? '{all}' : words;
      return clipText(short, widestCell);
    }
    case 'mixture': {
      const sets = (site?.coordinates ?? []).filter(({ set }) => set.length > 0);
      const words = sets
        .filter(({ weight }) => weight >= weakest)
        // A long name leaves room for its weight: without one it would read as a set that holds the site.
        .map(({ set, weight }) => clipText(setText(set), widestCell - 2) + blockOf(weight));
      return clipText(words.join('') || nothing, widestCell);
    }
    case 'shares': {
      const passing = task.parts
        .map(({ id }) => ({ id, share: shareOf(shares ?? {}, id) }))
        .filter(({ share }) => share >= weakest)
        .map(({ id, share }) => clipText(shown(id, 40), 4) + blockOf(share));
      return clipText(passing.join(''), widestCell);
    }
  }
}

function blockOf(share: number): string {
  return blocks[Math.min(blocks.length - 1, Math.floor(share * blocks.length))];
}

/** By cut; undefined: it was not measured. */
type Cells = readonly (readonly string[] | undefined)[];

/** All spans where they fit; else those where something passes, the last ones first. */
function spansShown(report: Report, cells: readonly Cells[], width: number): readonly number[] {
  const all = report.task.spans.map((_, s) => s);
  const end = report.looks ? widestEnd : 0;
  const room = width - gutterOf(cells[0]) - gutterOf(cells[cells.length - 1]) - end;
  const fits = (spans: readonly number[]) =>
    spans.reduce((sum, s) => sum + columnWidth(report, cells, s) + 1, 0) <= room;
  if (fits(all)) return all;
  const busy = all.filter((s) =>
    cells.some((rows) => rows.some((row) => row && row[s] !== nothing)),
  );
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
  const rows = cells.map((texts, cut) => {
    if (texts === undefined) return paint(unmeasuredWords, 'dim');
    const written = row(spans.map((s) => texts[s]));
    const end = endOf(report, model, cut);
    return end === '' ? written.trimEnd() : `${written}  ${paint(end, 'dim')}`;
  });
  const runs = runsOf(rows);
  const gutter = Math.max(...runs.map((run) => cutName(run).length)) + 2;
  const lines = runs.map((run) => `${cutName(run).padStart(gutter - 2)}  ${run.text}`);
  const foot = ' '.repeat(gutter) + row(spans.map((s) => spanName(report, s)));
  const who = report.models.length === 2 ? `${letter(model)} ` : '';
  const name = middle(report.models[model].name, Math.max(foot.length, 30) - who.length);
  const title = who + shown(name);
  return {
    lines: [paint(title, 'bold'), ...lines.reverse(), foot],
    width: Math.max(...[foot, title, ...lines].map(textWidth)),
  };
}

/** What a line's end takes: "  n = 128". */
const widestEnd = 9;

/** "n = 8"; the empty text where all rests on the pairs of the task. */
function endOf({ looks, models }: Report, model: number, cut: number): string {
  const pairs = looks === null ? undefined : pairsAt(models[model], cut);
  return pairs === undefined ? '' : `n = ${pairs}`;
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
  const texts = cells.flatMap((rows) => rows.flatMap((row) => row?.[span] ?? []));
  return Math.max(...[spanName(report, span), ...texts].map((text) => [...text].length));
}

function spanName(report: Report, span: number): string {
  return shown(middle(report.task.spans[span].id, widestName));
}

const pad = (text: string, width: number) => text + ' '.repeat(width - [...text].length);
