// npm run calibrate [-- forced | natural]: what `congruity calibrate` says on all models whose computation is known: those of
// ../shared/ground-truth (or GROUND_TRUTH), and the natural ones of test/fixture/natural. Reports are kept in
// out/calibration; `--update` writes docs/calibration.md and what reports say of it from those that are there, and runs nothing.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calibrate } from '../../src/engine/analysis/calibrate.ts';
import { type Job, quietJob } from '../../src/engine/core/job.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import type { CalibrateReport } from '../../src/protocol/report.ts';
import { reportJson } from '../../src/report/json.ts';
import { readReport } from '../../src/report/read.ts';
import { reportText } from '../../src/report/text.ts';
import { figuresOf, tablesOf } from './document.ts';
import { manifests } from './manifests.ts';

const folder = join(process.cwd(), 'out/calibration');
const memory = 4000; // MB

async function main(words: readonly string[]): Promise<void> {
  const names = Object.keys(manifests);
  if (words.includes('--update')) return update(names);
  mkdirSync(folder, { recursive: true });
  for (const name of names.filter((each) => words.length === 0 || words.includes(each))) {
    const truth = join(folder, `${name}.truth.json`);
    writeFileSync(truth, JSON.stringify(manifests[name](folder)));
    const ports = nodePorts({ cache: false, threads: 1 });
    const report = await calibrate(told, ports, { truth, memory });
    writeFileSync(join(folder, `${name}.json`), reportJson(report));
    console.log(reportText(report, { width: 110 }));
  }
}

function update(names: readonly string[]): void {
  const files = names
    .map((name) => join(folder, `${name}.json`))
    .filter((file) => existsSync(file));
  const reports = files.map((file) => readReport(readFileSync(file, 'utf8')) as CalibrateReport);
  const [page, marks] = ['docs/calibration.md', ['<!-- measured -->', '<!-- end -->']];
  const [before, rest] = readFileSync(page, 'utf8').split(marks[0]);
  const after = rest.split(marks[1])[1];
  const between = `\n\n${tablesOf(reports)}\n\n`;
  writeFileSync(page, `${before}${marks[0]}${between}${marks[1]}${after}`);
  writeFileSync('src/words/calibrated.json', `${JSON.stringify(figuresOf(reports), null, 2)}\n`);
}

let last = '';
/** A line for each thing that is begun, with the seconds of processor so far. */
const told: Job = {
  ...quietJob,
  progress(fraction, doing) {
    const what = doing.replace(/(?:opening|,? ?\(?\d).*$/, '');
    if (what === last) return;
    last = what;
    const seconds = process.cpuUsage().user / 1e6;
    console.log(`${(100 * fraction).toFixed(0)} % ${what}, ${seconds.toFixed(0)} s`);
  },
};

await main(process.argv.slice(2));
