// Which models of a fleet have one interpretation, for a terminal: a class a line.
import type { Report } from '../protocol/report.ts';
import { shown } from '../protocol/reportWords.ts';
import type { SectionOf } from '../protocol/sections.ts';
import { motifWords, tellingWords } from '../words/motifs.ts';
import { type Paint, wrapText } from './textLayout.ts';

/** "1  ab-gpt2, ab-llama: study ab-gpt2, 18,432 parameters". */
export function motifLines(
  section: SectionOf<'motifs'>,
  report: Report,
  width: number,
  paint: Paint,
): string[] {
  const names = report.models.map(({ name }) => shown(name, 60));
  const title = paint('interpretations', 'bold');
  const lines = section.classes.flatMap((motif, i) =>
    wrapText(`${i + 1}  ${motifWords(motif, names, report)}`, width, 3),
  );
  const telling = tellingWords(section, names, report);
  return ['', title, ...lines, ...(telling ? wrapText(telling, width, 0) : [])];
}
