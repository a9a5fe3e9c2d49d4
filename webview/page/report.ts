// The script of a saved report: reads the JSON that the page carries and draws it. Of a study the address says which
// of its comparisons is drawn, or its table.
import { figureKeys } from '../component/figure.ts';
import { reportPage } from '../component/reportPage.ts';
import { studyPage } from '../component/studyPage.ts';
import { h } from '../host/element.ts';
import { readReport } from '../host/readReport.ts';

function draw(reader: string | undefined): Node {
  try {
    const report = readReport('report-data');
    if (report.kind === 'study') return studyPage(report, location.hash);
    return reportPage(report, reader === 'editor' ? reader : 'terminal');
  } catch (error) {
    // The reader sees the sentence; the console keeps the rest.
    console.error(error);
    const words = error instanceof Error ? error.message : String(error);
    const sentence = `This report cannot be drawn: ${words}`;
    return h('div', { class: 'report' }, h('p', { role: 'alert', class: 'card' }, sentence));
  }
}

const place = document.getElementById('report');
const show = () => place?.replaceChildren(draw(place.dataset.reader));
show();
addEventListener('hashchange', () => {
  show();
  scrollTo(0, 0);
});
document.addEventListener('keydown', figureKeys);
