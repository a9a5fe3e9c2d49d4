// The script of a saved report: reads the JSON that the page carries and draws it.
import { figureKeys } from '../component/figure.ts';
import { reportPage } from '../component/reportPage.ts';
import { h } from '../host/element.ts';
import { readReport } from '../host/readReport.ts';

function draw(reader: string | undefined): Node {
  try {
    return reportPage(readReport('report-data'), reader === 'editor' ? reader : 'terminal');
  } catch (error) {
    // The reader sees the sentence; the console keeps the rest.
    console.error(error);
    const words = error instanceof Error ? error.message : String(error);
    const sentence = `This report cannot be drawn: ${words}`;
    return h('div', { class: 'report' }, h('p', { role: 'alert', class: 'card' }, sentence));
  }
}

const place = document.getElementById('report');
place?.replaceChildren(draw(place.dataset.reader));
document.addEventListener('keydown', figureKeys);
