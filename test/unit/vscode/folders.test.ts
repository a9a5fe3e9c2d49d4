// Which folders of the workspace the explorer's menu takes for checkpoints.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchCheckpointFolders } from '../../../src/vscode/folders.ts';
import { contexts } from '../../../src/vscode/ids.ts';
import { fakeServices } from '../../support/fakeServices.ts';

const files = {
  '/w/hf/model.safetensors': '',
  '/w/sharded/model-00001-of-00002.safetensors': '',
  '/w/run/checkpoint-9/model.safetensors': '',
  '/w/single.safetensors': '',
  '/w/models--a--b/snapshots/c1/model.safetensors': '',
  '/w/text/notes.md': '',
};
const found = [
  '/w/hf',
  '/w/models--a--b/snapshots/c1',
  '/w/run/checkpoint-9',
  '/w/sharded',
  '/w/single.safetensors',
  '/w/run',
  '/w/models--a--b',
];

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

function start() {
  const fake = fakeServices(files);
  const watching = watchCheckpointFolders(fake.services);
  const told = () => fake.executed.map(([, key, folders]) => [key, folders]);
  const pass = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
  };
  return { ...fake, watching, told, pass };
}

test('are looked up a moment after the start, training folders with them', async () => {
  const { told, pass } = start();
  expect(told()).toEqual([]);
  await pass(1000);
  expect(told()).toEqual([[contexts.checkpointFolders, found]]);
});

test('are looked up again when weights come or go, once for many files', async () => {
  const { told, pass, watchers, disk } = start();
  await pass(1000);
  disk.set('/w/new/model.safetensors', '');
  for (let i = 0; i < 20; i++) watchers[0].created.fire(undefined);
  disk.delete('/w/hf/model.safetensors');
  watchers[0].deleted.fire(undefined);
  await pass(1000);
  const after = told().slice(1);
  expect(after).toHaveLength(1);
  expect(after[0][1]).toContain('/w/new');
  expect(after[0][1]).not.toContain('/w/hf');
});

test('are not looked up any more after the end', async () => {
  const { told, pass, watching, watchers } = start();
  watching.dispose();
  await pass(5000);
  expect([told(), watchers[0].disposed]).toEqual([[], true]);
});

test('what goes wrong is in the log', async () => {
  const { pass, services, logged } = start();
  Object.assign(services.vscode.workspace, {
    findFiles: () => Promise.reject(new Error('no disk')),
  });
  await pass(1000);
  expect(logged).toEqual(['error: Error: no disk']);
});
