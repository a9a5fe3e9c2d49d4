// The thread that reads Python, as it is built: answers, and is begun anew after it died.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pythonThread } from '../../src/vscode/code/pythonThread.ts';
import { buildProduct } from '../support/built.ts';
import { configOf, tensorsOf } from '../support/python.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'media/sample/modsum/gpt.py'), 'utf8');
const file = { file: 'gpt.py', stamp: '1', text };

async function begin() {
  const product = await buildProduct();
  onTestFinished(() => product.remove());
  const thread = pythonThread(join(product.folder, 'python.mjs'));
  onTestFinished(() => thread.dispose());
  return thread;
}

test('a file is read in the thread, and its class matched', async () => {
  const thread = await begin();
  expect(await thread.call('read', { file })).toMatchObject({ broken: false });
  expect(await thread.call('moduleClasses', { files: [file] })).toContain('GPT');
  const folder = join(root, 'media/sample/modsum/ab-gpt2');
  const [found] = await thread.call('definingClasses', {
    files: [file],
    tensors: tensorsOf(folder),
    config: configOf(folder),
    since: undefined,
  });
  expect(found).toMatchObject({ className: 'GPT', verdict: 'certain', score: 1 });
  expect(found.digest).toMatch(/^[0-9a-f]{64}$/);
});

test('what is asked of a thread that ends is refused, and the next call begins another', async () => {
  const thread = await begin();
  const asked = thread.call('read', { file });
  thread.dispose();
  await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
  expect(await thread.call('read', { file })).toMatchObject({ broken: false });
});

test('a thread that cannot be begun says why', async () => {
  const thread = pythonThread(join(root, 'out/no-such-thread.mjs'));
  await expect(thread.call('read', { file })).rejects.toThrow(/the thread that reads Python ended/);
});
