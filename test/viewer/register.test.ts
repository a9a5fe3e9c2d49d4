// The viewer and the tensor comparison as the editor meets them: registered, resolved, reloaded,
// restored, ended.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CustomReadonlyEditorProvider, Uri, WebviewPanelSerializer } from 'vscode';
import type {
  CheckpointPage,
  CheckpointService,
  DiffPage,
  DiffService,
} from '../../src/protocol/checkpointService.ts';
import type { Call } from '../../src/protocol/server.ts';
import { commands, views } from '../../src/vscode/ids.ts';
import { register } from '../../src/vscode/viewer/register.ts';
import { playPage } from '../support/fakePage.ts';
import { failing, fakeServices, opening } from '../support/fakeServices.ts';
import { FakeUri } from '../support/fakeVscode.ts';
import { FakePanel } from '../support/fakeWindow.ts';

const tensor = { name: 'w', dtype: 'F32', shape: [1], bytes: 4, file: 'f', understood: true };
const summary = {
  name: 'a',
  container: 'safetensors',
  answers: false,
  problems: [],
  notes: [],
  tensorCount: 1,
};
const inspect = (_: never, call: Call<unknown>) => {
  call.part([tensor]);
  return summary;
};

async function openEditor(answers: Parameters<typeof fakeServices>[1], path = '/w/a.safetensors') {
  const services = fakeServices({ [path]: '' }, answers);
  register(services.services);
  const provider = services.registered.get(views.checkpointViewer) as CustomReadonlyEditorProvider;
  const panel = new FakePanel();
  const uri = FakeUri.file(path) as unknown as Uri;
  const document = await provider.openCustomDocument(uri, {} as never, {} as never);
  await provider.resolveCustomEditor(document, panel as never, {} as never);
  const shown: unknown[] = [];
  const page = playPage<CheckpointPage, CheckpointService>(panel, {
    show: async (_, head) => void shown.push(head.failure ?? head.header?.tensorCount ?? 'reading'),
    tensors: async (_, { from, rows }) => void shown.push([from, rows.map(({ name }) => name)]),
    statistics: async (_, { phase }) => void shown.push(phase),
    golden: async (_, { known }) => void shown.push(known?.standing ?? 'new'),
  });
  return { ...services, panel, page, shown };
}

describe('the checkpoint viewer', () => {
  test('is there under both ids, for the files that it is first for and for the others', () => {
    const { services, registered } = fakeServices();
    const before = [...registered.keys()];
    const registration = register(services);
    expect([...registered.keys()]).toEqual(
      expect.arrayContaining([views.checkpointViewer, views.checkpointViewerOption]),
    );
    registration.dispose();
    expect([...registered.keys()]).toEqual(before);
  });

  test('opens what a click opens elsewhere, from the menu; from nowhere nothing', async () => {
    const { services, commands: registered, executed } = fakeServices();
    register(services);
    const uri = FakeUri.file('/w/a.pt');
    for (const each of [undefined, uri]) await registered.get(commands.openViewer)!(each as never);
    expect(executed).toEqual([['vscode.openWith', uri, views.checkpointViewerOption]]);
  });

  test('loads its own page and nothing else', async () => {
    const { panel } = await openEditor({});
    expect(panel.webview.options).toMatchObject({ enableScripts: true });
    const roots = (panel.webview.options as { localResourceRoots: FakeUri[] }).localResourceRoots;
    expect(roots.map(({ path }) => path)).toEqual(['/extension/dist/webview']);
    expect(panel.webview.html).toContain("default-src 'none'");
    expect(panel.webview.html).toContain('/dist/webview/checkpoint.js');
  });

  test('shows the header, then the tensors', async () => {
    const { page, shown } = await openEditor({ inspect });
    await page.call('ready', {}).result;
    await expect.poll(() => shown).toEqual(['reading', 1, [0, ['w']]]);
  });

  test('a golden beside it is told after the tensors, and one that cannot be looked up hides nothing', async () => {
    const known = { standing: 'agrees', tolerance: 2e-5, computedBy: 'it', largest: 0, tensors: 1 };
    const goldenBeside = () => ({ file: 'golden.safetensors', known });
    const told = await openEditor({ inspect, goldenBeside });
    await told.page.call('ready', {}).result;
    await expect.poll(() => told.shown).toEqual(['reading', 1, [0, ['w']], 'agrees']);
    const broken = await openEditor({
      inspect,
      goldenBeside: failing({ message: 'no such file' }),
    });
    await broken.page.call('ready', {}).result;
    await expect.poll(() => broken.shown).toEqual(['reading', 1, [0, ['w']]]);
  });

  test('says why there is none, and reads again on the next look', async () => {
    const { page, shown, calls } = await openEditor({ inspect: failing({ message: 'no header' }) });
    await page.call('ready', {}).result;
    await expect.poll(() => shown.at(-1)).toMatchObject({ message: 'no header' });
    await page.call('ready', {}).result;
    await expect.poll(() => calls).toHaveLength(2);
  });

  test('a number from the page that is no place in the list is refused', async () => {
    const { page, copied } = await openEditor({ inspect });
    await page.call('ready', {}).result;
    for (const wrong of [7, -1, 'w', '__proto__', 0.5]) {
      const asked = page.call('copyName', { tensor: wrong as number }).result;
      await expect(asked).rejects.toMatchObject({ message: `no tensor ${wrong}` });
    }
    await page.call('copyName', { tensor: 0 }).result;
    expect(copied).toEqual(['w']);
  });

  test('statistics of another tensor take the place of those under way', async () => {
    const { page, shown, calls } = await openEditor({ inspect });
    await page.call('ready', {}).result;
    await expect.poll(() => shown).toHaveLength(3);
    await page.call('statistics', { tensor: 0 }).result;
    await expect.poll(() => calls.map(({ method }) => method)).toContain('tensorStatistics');
    await page.call('cancel', {}).result;
    await expect.poll(() => shown.slice(3)).toEqual(['running', 'cancelled']);
  });

  test('ended with its panel: what runs is cancelled, the file no longer watched', async () => {
    const { page, panel, watchers, shown } = await openEditor({ inspect });
    await page.call('ready', {}).result;
    await page.call('statistics', { tensor: 0 }).result;
    panel.dispose();
    expect(watchers.map(({ disposed }) => disposed)).toEqual([true]);
    const before = shown.length;
    panel.fromPage.fire({ kind: 'request', id: 99, method: 'ready', params: {} });
    expect(shown).toHaveLength(before);
  });
});

describe('a file that changes', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  test('is read again once it has been quiet for a second', async () => {
    const { page, calls, watchers } = await openEditor({ inspect });
    const inspections = () => calls.filter(({ method }) => method === 'inspect');
    await page.call('ready', {}).result;
    await vi.waitFor(() => expect(inspections()).toHaveLength(1));
    const [watcher] = watchers;
    for (let i = 0; i < 5; i++) {
      watcher.changed.fire(undefined);
      vi.advanceTimersByTime(900); // still being written
    }
    expect(inspections()).toHaveLength(1);
    vi.advanceTimersByTime(100);
    await vi.waitFor(() => expect(inspections()).toHaveLength(2));
  });

  test('a name is no pattern', async () => {
    const { watchers } = await openEditor({ inspect }, '/w/step[1]*{a}?.safetensors');
    const { base, pattern } = watchers[0].pattern as { base: FakeUri; pattern: string };
    expect([base.path, pattern]).toEqual(['/w', 'step[[]1[]][*][{]a[}][?].safetensors']);
  });

  test('of another file system is not watched, and says what to do', async () => {
    const { services, registered, watchers } = fakeServices();
    register(services);
    const provider = registered.get(views.checkpointViewer) as CustomReadonlyEditorProvider;
    const panel = new FakePanel();
    const uri = new FakeUri('vscode-vfs', '/w/a.safetensors');
    await provider.resolveCustomEditor({ uri } as never, panel as never, {} as never);
    const failures: unknown[] = [];
    const page = playPage<CheckpointPage, CheckpointService>(panel, {
      show: async (_, { failure }) => void (failure && failures.push(failure)),
      tensors: async () => undefined,
      statistics: async () => undefined,
      golden: async () => undefined,
    });
    await page.call('ready', {}).result;
    await vi.waitFor(() => expect(failures).toHaveLength(1));
    expect(failures[0]).toMatchObject({ hint: expect.stringContaining('Copy the checkpoint') });
    expect(watchers).toEqual([]);
  });
});

describe('Compare Tensors', () => {
  const answers = { inspect: opening(['/w/c']) };
  const uri = (name: string) => FakeUri.file(`/w/${name}`);

  /** Selected, what the user answers -> titles of panels, what is said. */
  const cases: readonly (readonly [
    string,
    readonly string[],
    readonly string[],
    string[],
    RegExp,
  ])[] = [
    ['two', ['a.safetensors', 'c'], [], ['Tensors: a.safetensors ↔ c'], /^$/],
    [
      'two and something else',
      ['a.safetensors', 'notes.md', 'c'],
      [],
      ['Tensors: a.safetensors ↔ c'],
      /^warning: Left out: \/w\/notes\.md holds no weights that can be read\. Choose another one\.$/,
    ],
    ['three', ['a.safetensors', 'b.safetensors', 'c'], [], [], /two by two/],
    [
      'one, and the second one is picked',
      ['a.safetensors'],
      ['b.safetensors'],
      ['Tensors: a.safetensors ↔ b.safetensors'],
      /^$/,
    ],
    ['none, and the user goes away', [], [], [], /^$/],
    [
      'one, and what is picked is none',
      ['a.safetensors'],
      ['notes.md'],
      [],
      /notes\.md holds no weights/,
    ],
  ];

  test.each(cases)('%s', async (_, selected, picked, titles, wanted) => {
    const fake = fakeServices({}, answers);
    const { services, commands: run, panels, said } = fake;
    register(services);
    fake.answers.push(...picked.map((name) => [uri(name)]));
    await run.get(commands.compareTensors)!(undefined as never, selected.map(uri) as never);
    expect(panels.map(({ title }) => title)).toEqual(titles);
    expect(said.join('\n')).toMatch(wanted);
  });

  test('a pair that is open is shown again; one that was closed is opened anew', async () => {
    const { services, commands: run, panels } = fakeServices({}, answers);
    register(services);
    const pair = ['a.safetensors', 'b.safetensors'].map(uri);
    const compare = () => run.get(commands.compareTensors)!(undefined as never, pair as never);
    await compare();
    await compare();
    expect([panels.length, panels[0].revealed]).toEqual([1, 1]);
    panels[0].dispose();
    await compare();
    expect(panels).toHaveLength(2);
  });

  test('is restored after a reload; state of another kind is let go', async () => {
    const { services, registered } = fakeServices();
    register(services);
    const serializer = registered.get(views.tensorComparison) as WebviewPanelSerializer;
    const restore = async (state: unknown) => {
      const panel = new FakePanel();
      await serializer.deserializeWebviewPanel(panel as never, state);
      return panel;
    };
    expect((await restore({ paths: ['/w/a', '/w/b'] })).title).toBe('Tensors: a ↔ b');
    for (const state of [undefined, 'text', {}, { paths: ['/w/a'] }, { paths: ['/w/a', 1] }]) {
      expect((await restore(state)).disposed).toBe(true);
    }
  });

  test('its lines come in order; values of small files are read at once', async () => {
    const side = { dtype: 'F32', shape: [1], bytes: 4 };
    const {
      services,
      commands: run,
      panels,
      calls,
    } = fakeServices(
      {},
      {
        ...answers,
        checkpointDiff: (_, call: Call<unknown>) => {
          call.part([{ name: 'w', sides: [side, side], common: [1] }]);
          call.part([{ name: 'old', sides: [side, null], common: null }]);
          return { sides: [] };
        },
        tensorChanges: () => [{ name: 'w', count: 1, differing: 0 }],
      },
    );
    register(services);
    const pair = ['a.safetensors', 'b.safetensors'].map(uri);
    await run.get(commands.compareTensors)!(undefined as never, pair as never);
    const shown: unknown[] = [];
    const page = playPage<DiffPage, DiffService>(panels[0], {
      show: async (_, { sides, valueBytes }) => void shown.push(sides && valueBytes),
      tensors: async (_, { rows }) => void shown.push(rows.map(({ name }) => name)),
      changes: async (_, changes) => void shown.push(changes),
      progress: async (_, { phase }) => void shown.push(phase),
    });
    await page.call('ready', {}).result;
    await expect.poll(() => shown.at(-1)).toBe('done');
    const changes = [{ tensor: 0, count: 1, differing: 0 }];
    expect(shown).toEqual([null, 8, ['w', 'old'], 'running', changes, 'done']);
    const request = { a: '/w/a.safetensors', b: '/w/b.safetensors', tensors: ['w'] };
    expect(calls.at(-1)).toEqual({ method: 'tensorChanges', params: request });
  });
});
