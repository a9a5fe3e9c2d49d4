// Every wall of architecture.md is broken once here, and the linter must say what to do instead.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** A line of code in a file of that folder, and a piece of the message that must stop it. */
type Violation = readonly [folder: string, code: string, message: string];

const fromEngine = "import type { Thing } from '../../engine/core/thing.ts';";
const network = 'Congruity never touches the network';
const asText = 'must not be parsed as HTML';

const violations: readonly Violation[] = [
  [
    'src/engine/core',
    "import { readFile } from 'node:fs/promises';",
    'add a port in core/ports.ts',
  ],
  ['src/engine/core', "import ort from 'onnxruntime-node';", 'only through core/runtime.ts'],
  ['src/engine/core', "import type { Uri } from 'vscode';", 'must not know the editor'],
  [
    'src/engine/core',
    "import { draw } from '../../../webview/chart/flow.ts';",
    'must not know the editor',
  ],
  [
    'src/engine/core',
    "export { files } from '../../platform/files.ts';",
    'imports nothing above it',
  ],
  ['src/engine/core', "import { main } from '../../worker/main.ts';", 'imports nothing above it'],
  ['src/engine/core', "const cli = await import('../../cli/main.ts');", 'imports nothing above it'],
  [
    'src/engine/core',
    "import type { Message } from '../../protocol/rpc.ts';",
    'let analysis map it to the report',
  ],
  ['src/engine/core', 'const draw = Math.random();', 'seeded generator'],
  ['src/engine/core', 'const start = Date.now();', 'ports.now()'],
  [
    'src/platform',
    "import type { Rpc } from '../protocol/rpc.ts';",
    'move the wiring to src/worker',
  ],
  ['src/platform', "import { window } from 'vscode';", 'only implements the ports'],
  [
    'src/engine/congruity',
    "import type { Interval } from '../../protocol/sections.ts';",
    'let analysis map it to the report',
  ],
  [
    'src/engine/analysis',
    "import type { Message } from '../../protocol/rpc.ts';",
    'the report and the requests',
  ],
  [
    'src/engine/analysis',
    "import { explanationOf } from '../../words/report.ts';",
    'and src/words say it',
  ],
  ['src/engine/analysis', "import { join } from 'node:path';", 'add a port in core/ports.ts'],
  ['src/words', fromEngine, 'for every reader'],
  ['src/words', "import { join } from 'node:path';", 'for every reader'],
  ['src/worker', "import { list } from '../words/phrases.ts';", 'only wires protocol'],
  ['src/protocol', "import { list } from '../words/phrases.ts';", 'src/protocol is a leaf'],
  ['src/protocol', fromEngine, 'src/protocol is a leaf'],
  ['src/protocol', "import { join } from 'node:path';", 'src/protocol is a leaf'],
  ['src/protocol', "import { z } from 'zod';", 'src/protocol is a leaf'],
  [
    'src/worker',
    "import { render } from '../report/html.ts';",
    'only wires protocol, platform and engine',
  ],
  ['src/worker', "import * as vscode from 'vscode';", 'answer through EngineService'],
  ['src/child', fromEngine, 'take what it needs as a parameter'],
  ['src/client', fromEngine, 'never loads the engine'],
  ['src/client', "import ort from 'onnxruntime-node';", 'never loads the engine'],
  [
    'src/client',
    "import { bar } from '../cli/bar.ts';",
    'take what differs between them as a parameter',
  ],
  ['src/cli', "import { serve } from '../worker/serve.ts';", 'ask for it through src/client'],
  [
    'src/cli',
    "import { page } from '../../webview/page/report.ts';",
    'share drawing through src/report',
  ],
  ['src/report', fromEngine, 'add what is missing to protocol/report.ts'],
  ['src/source', fromEngine, 'comes as plain data'],
  ['src/source', "import { readFile } from 'node:fs/promises';", 'take text and bytes'],
  ['src/sourceProcess', fromEngine, 'only wires src/source'],
  ['src/sourceProcess', "import { Uri } from 'vscode';", 'only wires src/source'],
  ['src/source', "import { Uri } from 'vscode';", 'take text and bytes'],
  ['src/vscode', "import { match } from '../source/match.ts';", 'never waits for Python'],
  ['src/vscode', fromEngine, 'The extension host never loads the engine'],
  [
    'src/vscode',
    "import ort from 'onnxruntime-node';",
    'The extension host never loads the engine',
  ],
  ['src/client', "import * as vscode from 'vscode';", 'take what differs between them'],
  ['src/report', "import * as vscode from 'vscode';", 'turns a result of src/protocol'],
  ['webview/chart', "import type { Uri } from 'vscode';", 'ask the host by message'],
  [
    'src/vscode',
    "import { page } from '../../webview/page/report.ts';",
    'talks to pages by message',
  ],
  [
    'webview/chart',
    "import { rank } from '../../src/engine/numeric/rank.ts';",
    'webview knows only src/protocol',
  ],
  ['webview/chart', "import { readFileSync } from 'node:fs';", 'ask the host by message'],
  [
    'webview/component',
    "import { vsCodeButton } from '@vscode/webview-ui-toolkit';",
    'Only webview/host/toolkit.ts knows',
  ],
  [
    'webview/host',
    "import { Button } from '@microsoft/fast-foundation';",
    'Only webview/host/toolkit.ts knows',
  ],
  ['webview/chart', "element.innerHTML = '<b>';", asText],
  ['webview/chart', "element['outerHTML'] += '<b>';", asText],
  ['webview/chart', "element.insertAdjacentHTML('beforeend', name);", asText],
  ['webview/chart', "const reply = await fetch('x');", network],
  ['src/cli', "import { get } from 'node:https';", network],
  ['src/cli', "import { request } from 'undici';", network],
  ['src/worker', "import type { Socket } from 'node:net';", network],
  ['src/worker', "const dns = await import('node:dns/promises');", network],
  ['src/platform', "const tls = require('tls');", network],
  ['src/platform', "const reply = globalThis.fetch('x');", network],
  ['src/report', "const socket = new WebSocket('x');", network],
];

/** What the walls must let through: each line is the remedy that a message above names. */
const allowed: readonly (readonly [folder: string, code: string])[] = [
  ['src/engine/analysis', "import type { Report } from '../../protocol/report.ts';"],
  ['src/engine/core', "import { draw } from '../../engine/core/random.ts';"],
  ['src/engine/analysis', "import type { Finding } from '../../protocol/reason.ts';"],
  ['src/words', "import type { Report } from '../protocol/report.ts';"],
  ['src/words', "import { list } from './phrases.ts';"],
  ['webview/component', "import { explanationOf } from '../../src/words/report.ts';"],
  ['src/report', "import { explanationOf } from '../words/report.ts';"],
  ['src/platform', "import type { Files } from '../engine/core/files.ts';"],
  ['src/platform', "import { open } from 'node:fs/promises';"],
  ['src/protocol', "import type { Report } from './report.ts';"],
  ['src/worker', "import { compare } from '../engine/analysis/compare.ts';"],
  ['src/worker', "import { watchParent } from '../child/watchdog.ts';"],
  ['src/child', "import { Worker } from 'node:worker_threads';"],
  ['src/client', "import { fork } from 'node:child_process';"],
  ['src/cli', "import { start } from '../client/start.ts';"],
  ['src/vscode', "import { startEngine } from '../client/engineClient.ts';"],
  ['src/vscode', "import { reportJson } from '../report/json.ts';"],
  ['src/vscode', "import * as vscode from 'vscode';"],
  ['webview/chart', "import type { Report } from '../../src/protocol/report.ts';"],
  ['webview/component', "import { button } from '../host/toolkit.ts';"],
];

const root = join(import.meta.dirname, '../..');
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
let folder: string;
let reports: readonly string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congruity-walls-'));
  cpSync(join(root, 'scripts/lint'), join(folder, 'scripts/lint'), { recursive: true });
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  // Only the walls: they are in overrides and plugins, the rules of style are not under test.
  const walls = { ...config, vcs: { enabled: false }, linter: { rules: { preset: 'none' } } };
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(walls));
  violations.forEach(([at, code], i) => {
    write(`${at}/violation${i}.ts`, code);
  });
  allowed.forEach(([at, code], i) => {
    write(`${at}/allowed${i}.ts`, code);
  });
  reports = lint();
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(violations.map((row, i) => [...row, i] as const))('%s: %s', (at, _code, message, i) => {
  expect(reportsOf(`${at}/violation${i}.ts`).join('\n')).toContain(message);
});

test.each(allowed.map((row, i) => [...row, i] as const))('%s may: %s', (at, _code, i) => {
  expect(reportsOf(`${at}/allowed${i}.ts`)).toEqual([]);
});

function write(path: string, code: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), `${code}\n`);
}

/** What the linter says of the walls, one text a diagnostic, advice included. */
function lint(): readonly string[] {
  try {
    execFileSync(process.execPath, [biome, 'lint', '--max-diagnostics=none'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return `${stdout}${stderr}`.split(/\n(?=\S+\.ts:\d+:\d+ )/);
  }
  return [];
}

function reportsOf(path: string): readonly string[] {
  return reports.filter((report) => report.includes(path));
}
