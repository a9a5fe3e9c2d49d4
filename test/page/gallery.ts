// Writes every canned report as a page into out/gallery/, to be looked at: npm run gallery.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { reportHtml, reportTitle } from '../../src/report/html.ts';
import { cannedReports } from '../support/cannedReports.ts';

const folder = 'out/gallery';
const built = (name: string) => readFileSync(`dist/webview/${name}`, 'utf8');
const page = { script: built('report.js'), css: built('report.css') };
mkdirSync(folder, { recursive: true });
for (const [name, make] of cannedReports) {
  const path = `${folder}/${name}.html`;
  writeFileSync(path, reportHtml(make(), page));
  console.log(`${path}  ${reportTitle(make())}`);
}
