// Code lenses, hovers and diagnostics on a small fake `vscode`: the sample's checkpoints were compared, and its
// Python files are open.
import { cpSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { InspectView } from '../../src/protocol/engineService.ts';
import type { CutRow } from '../../src/protocol/panelService.ts';
import { registerCode } from '../../src/vscode/code/register.ts';
import type { PastComparison } from '../../src/vscode/history/history.ts';
import type { Services } from '../../src/vscode/services.ts';
import { different } from './cannedReports.ts';
import { type FakeDocument, fakeEditor, fakeSettings } from './fakeEditor.ts';
import { configOf, python, tensorsOf } from './python.ts';

const sample = join(import.meta.dirname, '../../media/sample/modsum');
const HOUR = 3_600_000;

type Lens = {
  readonly command: {
    readonly title: string;
    readonly command: string;
    readonly arguments: unknown[];
  };
};

export async function workbench({ compared = true, inlay = false } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'congruity-code-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  cpSync(sample, root, { recursive: true });
  const old = (Date.now() - 10 * HOUR) / 1000;
  for (const name of ['gpt.py', 'llama.py', 'ab-gpt2', 'bc-llama'])
    utimesSync(join(root, name), old, old);
  for (const file of ['model.safetensors', 'config.json', 'tokenizer.json']) {
    for (const name of ['ab-gpt2', 'bc-llama']) utimesSync(join(root, name, file), old, old);
  }
  const entry: PastComparison = {
    id: 'one',
    at: Date.now() - 3 * HOUR,
    request: {
      models: [join(root, 'ab-gpt2'), join(root, 'bc-llama')],
      task: 'task.json',
      options: {},
    },
    names: ['ab-gpt2', 'bc-llama'],
    taskName: 'modsum',
    verdict: 'different',
    distance: 0.93,
    bytes: 1,
  };
  const editor = fakeEditor(root);
  const framed: (readonly CutRow[])[] = [];
  const panels = [
    {
      session: { view: { request: entry.request } },
      frameRows: (rows: readonly CutRow[]) => void framed.push(rows),
    },
  ];
  const { EventEmitter } = editor.vscode;
  const historyChanged = new EventEmitter<void>();
  const entries = compared ? [entry] : [];
  const memory = new Map<string, unknown>();
  const inspected: string[] = [];
  const settings = fakeSettings({ lens: true, hover: true, diagnostics: true, inlay });
  const warnings: string[] = [];
  const log = {
    debug: () => undefined,
    warn: (text: string) => warnings.push(text),
    error: (text: string) => warnings.push(text),
  };
  const services = { vscode: editor.vscode, settings, log } as unknown as Services;
  const { ended, index } = registerCode(services, {
    python,
    panels: () => panels,
    inspect: async (path) => {
      inspected.push(path);
      return { tensors: tensorsOf(path) } as unknown as InspectView;
    },
    config: async (path) => configOf(path) ?? null,
    history: { entries, onDidChange: historyChanged.event, report: async () => different() },
    memory: {
      get: <T>(key: string, fallback: T) => (memory.get(key) as T | undefined) ?? fallback,
      update: async (key, value) => void memory.set(key, value),
    },
    log,
  });
  onTestFinished(() => {
    ended.dispose();
    expect(warnings).toEqual([]);
  });
  const open = async (name: string) => {
    const document = editor.open(join(root, name));
    await index.refresh(document.uri as never);
    return document;
  };
  const lenses = (document: FakeDocument) =>
    editor
      .provider<{ provideCodeLenses(of: unknown): readonly Lens[] }>('lens')
      .provideCodeLenses(document);
  const titles = (document: FakeDocument) => lenses(document).map(({ command }) => command.title);
  const hover = (document: FakeDocument, piece: string) =>
    editor
      .provider<{
        provideHover(of: unknown, at: unknown): { contents: { value: string } } | undefined;
      }>('hover')
      .provideHover(document, { line: lineOf(document, piece) })?.contents.value;
  const said = warnings;
  return {
    root,
    editor,
    index,
    settings,
    inspected,
    entry,
    open,
    lenses,
    titles,
    hover,
    framed,
    said,
  };
}

export function lineOf(document: FakeDocument, piece: string): number {
  return document.text.split('\n').findIndex((line) => line.includes(piece));
}
