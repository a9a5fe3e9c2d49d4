// How long a user waits for what is there before anything runs; measured and printed, not asserted.
import assert from 'node:assert/strict';
import { suite, teardown, test } from 'mocha';
import * as vscode from 'vscode';
import { closeAll, figures, inWorkspace, services, task, until } from './host.ts';

const model = (name: string) => inWorkspace('modsum', name).fsPath;

suite('before anything runs', () => {
  teardown(closeAll);

  test('the code is loaded and activated once', async () => {
    await services();
    figures['code load, ms'] = between('willLoadExtensionCode', 'didLoadExtensionCode');
    figures['activation once its code is loaded, ms'] = between(
      'willActivateExtension',
      'didActivateExtension',
    );
  });

  test('a panel is painted, then the headers are on it', async () => {
    const opened = Array.from({ length: 5 }, () => 0);
    const empty: number[] = [];
    const paint: number[] = [];
    const headers: number[] = [];
    for (const _ of opened) {
      empty.push(await emptyPanel());
      const times = await ourPanel();
      paint.push(times.paint);
      headers.push(times.headers);
    }
    figures["an empty webview's first paint (the editor's own share), median of 5, ms"] =
      median(empty);
    figures['from the command to first paint of the panel, median of 5, ms'] = median(paint);
    figures['from the command to both headers on the page, first time, ms'] = headers[0];
    figures['from the command to both headers on the page, median of 5, ms'] = median(headers);
  });
});

/** What the editor itself noted in its extension host. */
function between(from: string, to: string): number {
  type Marks = { getMarks(): readonly { readonly name: string; readonly startTime: number }[] };
  const { MonacoPerformanceMarks } = globalThis as { readonly MonacoPerformanceMarks?: Marks };
  assert.ok(MonacoPerformanceMarks, 'the editor notes no marks');
  const at = (what: string) => {
    const name = `code/extHost/${what}/congruity.congruity`;
    const mark = MonacoPerformanceMarks.getMarks().find((one) => one.name === name);
    assert.ok(mark, `no mark ${name}`);
    return mark.startTime;
  };
  return at(to) - at(from);
}

/** From the command to a frame after the page's script ran. */
async function emptyPanel(): Promise<number> {
  const started = performance.now();
  const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  const panel = vscode.window.createWebviewPanel('congruity.empty', 'empty', column, {
    enableScripts: true,
    localResourceRoots: [],
  });
  const painted = new Promise((resolve) => panel.webview.onDidReceiveMessage(resolve));
  panel.webview.html = `<!doctype html><html lang="en"><body><p>empty</p><script>
    const editor = acquireVsCodeApi();
    requestAnimationFrame(() => editor.postMessage('painted'));
  </script></body></html>`;
  await painted;
  const ms = performance.now() - started;
  panel.dispose();
  return ms;
}

async function ourPanel(): Promise<{ readonly paint: number; readonly headers: number }> {
  const { comparisons } = await services();
  const started = performance.now();
  let paint: number | undefined;
  let headers: number | undefined;
  const listening = comparisons.onDidDraw(({ open }) => {
    paint ??= performance.now() - started;
    if (open.session.view.models.every(({ header }) => header !== null)) {
      headers ??= performance.now() - started;
    }
  });
  const models = ['ab-gpt2', 'bc-llama'].map(model);
  const { panel } = comparisons.open({ models, task: task(), options: {} });
  await until('the headers on the page', () => headers !== undefined);
  listening.dispose();
  panel.dispose();
  return { paint: paint!, headers: headers! };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
