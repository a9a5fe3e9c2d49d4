// A report as one HTML file that needs nothing else: data, script and styles inside, no network.
// Two strings from outside meet markup here, the page's own script and the report's JSON; each is
// escaped or refused below, and the policy names the script and styles by their hashes.
import { createHash } from 'node:crypto';
import { isSoFar } from '../protocol/looked.ts';
import type { Report } from '../protocol/report.ts';
import { shown } from '../protocol/reportWords.ts';
import type { StudyRunReport } from '../protocol/study.ts';
import type { Reader } from '../words/looks.ts';
import { explanationOf } from '../words/report.ts';
import { outcomesWords } from '../words/study.ts';
import { verdictWords } from '../words/verdicts.ts';

/** The built page: text of dist/webview/report.js and of its style sheet. */
export type PageParts = { readonly script: string; readonly css: string };

/** The page of `report`, as whoever makes it changes a run. Throws a RangeError when a part of the page could end its own element. */
export function reportHtml(report: Report, page: PageParts, reader: Reader = 'terminal'): string {
  return documentHtml(report, reportTitle(report), summary(report, reader), page, reader);
}

/** The page of a run of a study, with every comparison behind it. */
export function studyHtml(run: StudyRunReport, page: PageParts): string {
  const title = `${shown(run.name, 100)}: ${outcomesWords(run)}`;
  return documentHtml(run, title, `${title}.`, page, 'terminal');
}

function documentHtml(
  data: object,
  title: string,
  said: string,
  page: PageParts,
  reader: Reader,
): string {
  refuseClosing('script', page.script, /<\/?script|<!--/i);
  refuseClosing('css', page.css, /<\/?style|<!--/i);
  const policy = [
    "default-src 'none'",
    `script-src ${hashSource(page.script)}`,
    `style-src ${hashSource(page.css)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${page.css}</style>
</head>
<body>
<div id="report" data-reader="${reader}"></div>
<noscript><p>${escapeHtml(said)} Scripts are off, so nothing is drawn.</p></noscript>
<script type="application/json" id="report-data">${escapeJson(JSON.stringify(data))}</script>
<script>${page.script}</script>
</body>
</html>
`;
}

/** "A and B: different". */
export function reportTitle(report: Report): string {
  const soFar = isSoFar(report) ? ' so far' : '';
  if (report.kind === 'fleet') {
    return `${report.models.length} models on ${shown(report.task.name, 80)}${soFar}`;
  }
  if (report.kind === 'trajectory') {
    return `${report.models.length} checkpoints on ${shown(report.task.name, 80)}${soFar}`;
  }
  if (report.kind === 'calibrate') return `Methods on ${shown(report.task.name, 80)}`;
  const names = report.models.map((model) => shown(model.name, 80)).join(' and ');
  if (report.kind === 'layers') return `${names}: layers`;
  if (report.kind === 'wiring') return `${names}: circuits`;
  if (report.kind === 'reduce' || report.kind === 'distinguish')
    return `${names}: ${report.verdict}`;
  if (report.kind === 'circuit') return `${names}: circuit`;
  return `${names}: ${report.kind === 'compare' ? verdictWords(report) : `interpretation${soFar}`}`;
}

function summary(report: Report, reader: Reader): string {
  return `${reportTitle(report)}. ${shown(explanationOf(report, reader), 2000)}`;
}

/** Text for an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (letter) => names[letter]);
}

/**
 * JSON that means the same but holds no `<`, so that no end tag and no comment can begin in it, and no
 * line separators, which older scripts took for line ends.
 */
export function escapeJson(json: string): string {
  return json.replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}

function refuseClosing(part: string, text: string, closing: RegExp): void {
  const found = closing.exec(text);
  if (found) throw new RangeError(`the page's ${part} contains ${found[0]}, which would end it`);
}
