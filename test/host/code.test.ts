// Beside the code in the real editor: verdicts from the cache, stale after an edit, and the way from a
// checkpoint to its lines.
import assert from 'node:assert/strict';
import { suite, suiteSetup, suiteTeardown, test } from 'mocha';
import * as vscode from 'vscode';
import { commands } from '../../src/vscode/ids.ts';
import { closeAll, figures, inWorkspace, services, task, until } from './host.ts';

const model = (name: string) => inWorkspace('modsum', name).fsPath;
const gpt = () => inWorkspace('modsum', 'gpt.py');

suite('beside the code', () => {
  suiteSetup(async () => {
    const the = await services();
    const models = [model('ab-gpt2'), model('bc-llama')];
    const panel = the.comparisons.open({ models, task: task(), options: {} });
    await panel.session.run();
    await until('the comparison is kept', () => the.history.entries.length > 0);
    await closeAll();
  });
  suiteTeardown(closeAll);

  test('the class that defines a checkpoint has its verdict', async () => {
    await vscode.window.showTextDocument(gpt());
    const started = performance.now();
    await until('a verdict over the class', async () => (await lenses()).length > 0);
    figures['from a model file opened to its verdict, ms'] = performance.now() - started;
    const [first] = await lenses();
    assert.match(first.title, /^different from bc-llama, d /);
    const line = (await document()).lineAt(first.line).text;
    assert.equal(line, 'class GPT(nn.Module):');
  });

  test('an edit makes it stale and is told as a quiet diagnostic; undone, it is not', async () => {
    const editor = await vscode.window.showTextDocument(gpt());
    await until('a verdict over the class', async () => (await lenses()).length > 0);
    const at = editor.document.getText().indexOf('n_head: int = 4') + 'n_head: int = '.length;
    const digit = new vscode.Range(
      editor.document.positionAt(at),
      editor.document.positionAt(at + 1),
    );
    await editor.edit((change) => change.replace(digit, '8'));
    const started = performance.now();
    await until('a stale mark', async () => /; stale: /.test((await lenses())[0]?.title ?? ''));
    figures['from an edit to its stale mark, ms'] = performance.now() - started;
    const told = vscode.languages
      .getDiagnostics(gpt())
      .filter(({ source }) => source === 'Congruity');
    assert.deepEqual(
      told.map(({ message, severity }) => [message, severity]),
      [['Since ab-gpt2 was compared: n_head: 8, was 4', vscode.DiagnosticSeverity.Information]],
    );
    await editor.edit((change) => change.replace(digit, '4'));
    await until('no stale mark', async () => !/stale/.test((await lenses())[0]?.title ?? 'stale'));
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('the hover over the blocks shows their rows', async () => {
    const text = (await document()).getText().split('\n');
    const line = text.findIndex((one) => one.includes('nn.ModuleList('));
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      gpt(),
      new vscode.Position(line, 20),
    );
    const values = hovers.flatMap(({ contents }) => contents as vscode.MarkdownString[]);
    assert.match(values.map(({ value }) => value).join('\n'), /ab-gpt2\nafter block 0 \(cut 1\)/);
  });

  test('a tensor and a block lead to their lines', async () => {
    const checkpoint = model('ab-llama');
    await vscode.commands.executeCommand(commands.revealDefinition, {
      checkpoint,
      tensor: 'model.layers.1.mlp.up_proj.weight',
    });
    assert.match(selected(), /self\.up_proj = nn\.Linear/);
    await vscode.commands.executeCommand(commands.goToBlock, checkpoint, 2);
    assert.equal(selected(), 'class DecoderLayer(nn.Module):');
  });
});

function selected(): string {
  const editor = vscode.window.activeTextEditor;
  assert.ok(editor);
  return editor.document.lineAt(editor.selection.active.line).text;
}

function document(): Thenable<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(gpt());
}

async function lenses(): Promise<readonly { readonly title: string; readonly line: number }[]> {
  const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
    'vscode.executeCodeLensProvider',
    gpt(),
    100,
  );
  return all.flatMap(({ command, range }) =>
    command ? [{ title: command.title, line: range.start.line }] : [],
  );
}
