// Runs inside the extension host: VS Code calls run(), and a rejected promise means a red run. What
// each test did goes to the file of CONGRUITY_HOST_REPORT.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { edition, figures } from './host.ts';

export type HostReport = {
  readonly done: boolean;
  readonly editor: string;
  readonly node: string;
  readonly tests: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly seconds: number;
    readonly error?: string;
  }[];
  readonly figures: Readonly<Record<string, number>>;
};

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', color: false, timeout: 180_000, reporter: 'spec' });
  const tests: HostReport['tests'][number][] = [];
  const write = (done: boolean) => {
    const report: HostReport = {
      done,
      editor: vscode.version,
      node: process.version,
      tests,
      figures,
    };
    const path = process.env.CONGRUITY_HOST_REPORT;
    if (path !== undefined) writeFileSync(path, JSON.stringify(report, null, 2));
  };
  mocha.suite.emit('pre-require', globalThis, '', mocha); // suite() and test() are globals now
  await import('./runtime.test.ts');
  if (edition().inside === 'all') {
    await import('./speed.test.ts');
    await import('./menus.test.ts');
    await import('./comparison.test.ts');
    await import('./code.test.ts');
  }
  return new Promise((resolve, reject) => {
    const runner = mocha.run((failures) => {
      write(true);
      if (failures > 0) reject(new Error(`${failures} tests failed`));
      else resolve();
    });
    runner.on('pass', (test) => {
      tests.push({ name: test.fullTitle(), ok: true, seconds: secondsOf(test) });
      write(false);
    });
    runner.on('fail', (test, error) => {
      const told = String(error?.stack ?? error);
      tests.push({ name: test.fullTitle(), ok: false, seconds: secondsOf(test), error: told });
      write(false);
    });
  });
}

function secondsOf({ duration = 0 }: { readonly duration?: number }): number {
  return duration / 1000;
}
