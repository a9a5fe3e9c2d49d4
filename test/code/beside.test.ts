// Beside the code, on a small fake `vscode`: the sample's checkpoints were compared, and its Python
// files are open.
import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { commands } from '../../src/vscode/ids.ts';
import { lineOf, workbench } from '../support/codeWorkbench.ts';

describe('over the class', () => {
  test('stands the verdict of each checkpoint that it defines, and one click that ends it', async () => {
    const { open, titles, lenses, editor, settings, entry } = await workbench();
    const gpt = await open('gpt.py');
    expect(titles(gpt)).toEqual([
      expect.stringMatching(
        /^different from bc-llama, d \d\.\d\d \[\d\.\d\d, \d\.\d\d\]; 3 h ago$/,
      ),
      '$(eye-closed)',
    ]);
    expect(lenses(gpt)[0].command).toMatchObject({
      command: commands.openPast,
      arguments: [entry],
    });
    expect(titles(await open('llama.py'))[0]).toMatch(/^different from ab-gpt2, d/);
    await editor.command(commands.turnOffCode, ...(lenses(gpt)[1].command.arguments as unknown[]));
    expect(editor.updated).toEqual([['code.lens', false]]);
    settings.set({ lens: false });
    expect(titles(gpt)).toEqual([]);
  });

  test('nothing stands where nothing was compared, and no checkpoint is read', async () => {
    const { open, titles, inspected } = await workbench({ compared: false });
    expect(titles(await open('gpt.py'))).toEqual([]);
    expect(inspected).toEqual([]);
  });

  test('a checkpoint that was written since makes it stale', async () => {
    const { root, open, titles } = await workbench();
    const now = Date.now() / 1000;
    utimesSync(join(root, 'ab-gpt2', 'model.safetensors'), now, now);
    expect(titles(await open('gpt.py'))[0]).toMatch(/; stale: checkpoint written since$/);
  });

  test('a file that was written since makes it stale', async () => {
    const { root, open, titles } = await workbench();
    const now = Date.now() / 1000;
    utimesSync(join(root, 'gpt.py'), now, now);
    expect(titles(await open('gpt.py'))[0]).toMatch(/; stale: code changed$/);
  });
});

describe('while it is edited', () => {
  test('a pause of 100 ms marks it stale, and says what changed in structure', async () => {
    const { open, editor, titles, index } = await workbench();
    const gpt = await open('gpt.py');
    expect(editor.diagnostics(gpt)).toEqual([]);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const told = new Promise<void>((resolve) => index.onDidChange(() => resolve()));
    editor.type(gpt, 'n_head: int = 4', 'n_head: int = 8');
    vi.advanceTimersByTime(99);
    expect(titles(gpt)[0]).not.toContain('stale');
    vi.advanceTimersByTime(1);
    await told;
    expect(titles(gpt)[0]).toMatch(/; stale: code changed$/);
    expect(editor.diagnostics(gpt)).toEqual([
      { message: 'Since ab-gpt2 was compared: n_head: 8, was 4', line: lineOf(gpt, 'class GPT(') },
    ]);
  });

  test('a save tells at once, keys that no longer match and the fix included', async () => {
    const { open, editor, index, entry } = await workbench();
    const gpt = await open('gpt.py');
    const told = new Promise<void>((resolve) => index.onDidChange(() => resolve()));
    gpt.text = gpt.text.replaceAll('self.c_fc', 'self.up');
    gpt.version++;
    editor.save(gpt);
    await told;
    const messages = editor.diagnostics(gpt).map(({ message }) => message);
    expect(messages).toContain('Since ab-gpt2 was compared: transformer.h.N.mlp.up was added');
    expect(messages.join('\n')).toContain(
      "the checkpoint's transformer.h.N.mlp.c_fc.weight is not here (3 tensors)",
    );
    const all = new editor.vscode.Range(0, 0, 999, 0);
    const fixes = editor
      .provider<{
        provideCodeActions(
          of: unknown,
          range: unknown,
        ): { title: string; command: { command: string; arguments: unknown[] } }[];
      }>('fixes')
      .provideCodeActions(gpt, all);
    expect(fixes.map(({ title, command }) => [title, command.command])).toEqual([
      ['Open the comparison of ab-gpt2 ↔ bc-llama', commands.openPast],
      ['Do not tell about changes of structure', commands.turnOffCode],
    ]);
    expect(fixes[0].command.arguments).toEqual([entry]);
  });

  test('what is half-typed is stale and says nothing else; undone, it is as before', async () => {
    const { open, editor, index, titles } = await workbench();
    const gpt = await open('gpt.py');
    editor.type(gpt, 'self.mlp = MLP(config)', 'self.mlp = MLP(');
    await index.refresh(gpt.uri as never);
    expect(titles(gpt)[0]).toMatch(/stale/);
    expect(editor.diagnostics(gpt)).toEqual([]);
    editor.type(gpt, 'self.mlp = MLP(', 'self.mlp = MLP(config)');
    await index.refresh(gpt.uri as never);
    expect(titles(gpt)[0]).not.toMatch(/stale/);
  });
});

test('what is too much to follow is said once, and nothing is shown of it', async () => {
  const { open, editor, index, titles, said } = await workbench();
  const gpt = await open('gpt.py');
  expect(titles(gpt)).not.toEqual([]);
  editor.type(gpt, 'self.mlp = MLP(config)', 'x = [1]\n        while x:\n            x = x + x');
  await index.refresh(gpt.uri as never);
  await index.refresh(gpt.uri as never);
  expect(titles(gpt)).toEqual([]);
  expect(said.splice(0)).toEqual([expect.stringMatching(/gpt\.py: too much to follow$/)]);
});

describe('at the blocks', () => {
  test('the hover holds their rows as plain text, and its only link turns it off', async () => {
    const { open, hover, settings } = await workbench();
    const gpt = await open('gpt.py');
    for (const piece of ['nn.ModuleList(', 'class Block(']) {
      const text = hover(gpt, piece)!;
      expect(text).toMatch(/^```text\nab-gpt2\nafter block 0 \(cut 1\)\n/);
      expect(text.match(/\]\(command:[^?)]*/g)).toEqual([`](command:${commands.turnOffCode}`]);
    }
    expect(hover(gpt, 'class MLP(')).toBeUndefined();
    settings.set({ hover: false });
    expect(hover(gpt, 'class Block(')).toBeUndefined();
  });

  const [keyboard, mouse, command] = [1, 2, 3];

  test.each([
    ['the line that makes the blocks', 'gpt.py', 'nn.ModuleList(', keyboard, 0, [1, 2, 3]],
    ['the class of a block', 'gpt.py', 'class Block(', mouse, 0, [1, 2, 3]],
    ['a line within that class', 'llama.py', 'class DecoderLayer(', mouse, 1, [1, 2, 3, 4], 3],
    ['a line of something else', 'gpt.py', 'class MLP(', keyboard, 0, []],
    ['a line that a command went to', 'gpt.py', 'class Block(', command, undefined, []],
  ] as const)('selecting %s frames the rows of the panel', async (...row) => {
    const [, file, piece, kind, model, cuts, below = 0] = row;
    const { open, editor, framed } = await workbench();
    const document = await open(file);
    editor.select(document, lineOf(document, piece) + below, kind);
    expect(framed).toEqual(model === undefined ? [] : [cuts.map((cut) => ({ model, cut }))]);
  });

  test('a line that was selected before its file is read is framed then', async () => {
    const { editor, root, framed } = await workbench();
    const document = editor.open(join(root, 'gpt.py'));
    editor.select(document, lineOf(document, 'class Block('), mouse);
    await expect.poll(() => framed.at(-1)).toEqual([1, 2, 3].map((cut) => ({ model: 0, cut })));
  });

  test('inlay text is off until it is asked for', async () => {
    const asked = await workbench({ inlay: true });
    const gpt = await asked.open('gpt.py');
    type Hints = {
      provideInlayHints(of: unknown, range: unknown): { label: { value: string }[] }[];
    };
    const all = new asked.editor.vscode.Range(0, 0, 999, 0);
    const hints = asked.editor.provider<Hints>('inlay').provideInlayHints(gpt, all);
    expect(hints.map(({ label }) => label[0].value)[0]).toMatch(/^\d: \{.*\} @ /);
    asked.settings.set({ inlay: false });
    expect(asked.editor.provider<Hints>('inlay').provideInlayHints(gpt, all)).toEqual([]);
  });
});

describe('from a checkpoint to its code', () => {
  const revealed = async (request: object, args?: readonly unknown[]) => {
    const { editor, root } = await workbench({ compared: false });
    const checkpoint = join(root, 'ab-llama');
    if (args) await editor.command(commands.goToBlock, checkpoint, ...args);
    else await editor.command(commands.revealDefinition, { checkpoint, ...request });
    const [{ path, line }] = editor.shown;
    return [path.slice(root.length + 1), editor.open(path).text.split('\n')[line].trim()];
  };

  test.each([
    ['its class', {}, 'class Llama(nn.Module):'],
    ['a block', { block: 2 }, 'class DecoderLayer(nn.Module):'],
    [
      'a tensor',
      { tensor: 'model.layers.1.mlp.up_proj.weight' },
      'self.up_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)',
    ],
    ['a tensor that is not its', { tensor: 'gone' }, 'class Llama(nn.Module):'],
  ])('%s', async (_, request, line) => {
    expect(await revealed(request)).toEqual(['llama.py', line]);
  });

  test('a cut is made by the block before it', async () => {
    expect(await revealed({}, [1])).toEqual(['llama.py', 'class DecoderLayer(nn.Module):']);
    expect(await revealed({}, [0])).toEqual(['llama.py', 'class Llama(nn.Module):']);
  });

  test('a class that was pinned stays', async () => {
    const { editor, root, open, titles } = await workbench();
    await editor.command(commands.pinClass, join(root, 'bc-llama')); // the fake picks gpt.py, GPT
    expect(editor.shown[0].path).toMatch(/gpt\.py$/);
    expect(titles(await open('llama.py'))).toEqual([]);
  });
});
