// What is wrong in task files, beside their lines: only in trusted workspaces, and never of text that
// has changed since.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { registerTaskDiagnostics } from '../../src/vscode/tasks/diagnostics.ts';
import { whenTrusted } from '../../src/vscode/trust.ts';
import { FakeEmitter } from '../support/fakeEmitter.ts';
import { fakeServices } from '../support/fakeServices.ts';
import { FakeUri } from '../support/fakeVscode.ts';

const wrong = { line: 2, column: 13, message: 'there is no variable "z"' };
const text = '{\n  "answer": "{z}"\n}';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

function start(answer: (request: { text: string }) => unknown, isTrusted = true) {
  const fake = fakeServices({}, { taskFile: answer });
  const events = {
    open: new FakeEmitter(),
    change: new FakeEmitter(),
    close: new FakeEmitter(),
    granted: new FakeEmitter(),
  };
  const shown = new Map<string, readonly { readonly range: unknown; readonly message: string }[]>();
  const documents: object[] = [];
  Object.assign(fake.vscode.workspace, {
    textDocuments: documents,
    onDidOpenTextDocument: events.open.event,
    onDidChangeTextDocument: events.change.event,
    onDidCloseTextDocument: events.close.event,
    onDidGrantWorkspaceTrust: events.granted.event,
  });
  Object.assign(fake.vscode, {
    languages: {
      createDiagnosticCollection: () => ({
        set: (uri: FakeUri, all: never[]) => shown.set(uri.path, all),
        delete: (uri: FakeUri) => shown.delete(uri.path),
        dispose: () => shown.clear(),
      }),
    },
    Range: class {
      readonly place: readonly number[];
      constructor(...place: readonly number[]) {
        this.place = place;
      }
    },
    Diagnostic: class {
      readonly range: { readonly place: readonly number[] };
      readonly message: string;
      readonly severity: number;
      constructor(range: { readonly place: readonly number[] }, message: string, severity: number) {
        this.range = range;
        this.message = message;
        this.severity = severity;
      }
    },
    DiagnosticSeverity: { Error: 0, Information: 2 },
  });
  fake.trust(isTrusted);
  const watching = whenTrusted(registerTaskDiagnostics)(fake.services); // as main.ts has it
  const document = (path: string, content = text) => {
    const made = { uri: FakeUri.file(path), getText: () => content };
    documents.push(made);
    return made;
  };
  const settle = () => vi.advanceTimersByTimeAsync(250);
  return { ...fake, events, shown, document, settle, watching };
}
const answered = (problems: object[], ofForm = false, advice: object[] = []) => ({
  problems,
  ofForm,
  advice,
});

test.each<[string, readonly string[]]>([
  ['/w/a.task.json', ['there is no variable "z"']],
  ['/w/task.json', ['there is no variable "z"']],
  ['/w/tasks.json', []],
  ['/w/mytask.json', []],
  ['/w/a.json', []],
])('%s', async (path, messages) => {
  const { events, shown, document, settle } = start(() => answered([wrong]));
  events.open.fire(document(path));
  await settle();
  expect((shown.get(path) ?? []).map(({ message }) => message)).toEqual(messages);
  if (messages.length > 0) {
    expect(shown.get(path)![0].range).toMatchObject({ place: [1, 12, 1, 17] }); // "{z}"
  }
});

test('what the schema says is left to the editor', async () => {
  const { events, shown, document, settle } = start(() => answered([wrong], true));
  events.open.fire(document('/w/task.json'));
  await settle();
  expect(shown.get('/w/task.json')).toEqual([]);
});

test('what to know of a right task stands beside it, as information', async () => {
  const advice = { line: 2, column: 3, message: '"place" never changes the right answer.' };
  const { events, shown, document, settle } = start(() => answered([], false, [advice]));
  events.open.fire(document('/w/task.json'));
  await settle();
  expect(shown.get('/w/task.json')).toMatchObject([
    { message: advice.message, severity: 2, range: { place: [1, 2, 1, 10] } },
  ]);
});

test('the text of the editor counts, and of two quick changes only the last', async () => {
  const { events, calls, document, settle } = start(() => answered([]));
  events.change.fire({ document: document('/w/task.json', 'one') });
  events.change.fire({ document: document('/w/task.json', 'two') });
  await settle();
  expect(calls).toEqual([{ method: 'taskFile', params: { task: '/w/task.json', text: 'two' } }]);
});

test('an answer to an older text is not shown', async () => {
  let answer: (view: unknown) => void = () => expect.fail('nothing was asked');
  const { events, shown, document, settle } = start(({ text: asked }) =>
    asked === 'old' ? new Promise((resolve) => (answer = resolve)) : answered([]),
  );
  events.change.fire({ document: document('/w/task.json', 'old') });
  await settle();
  events.change.fire({ document: document('/w/task.json', 'new') });
  await settle();
  answer(answered([wrong]));
  await settle();
  expect(shown.get('/w/task.json')).toEqual([]);
});

test('nothing is evaluated before the workspace is trusted', async () => {
  const { events, shown, calls, document, settle } = start(() => answered([wrong]), false);
  events.open.fire(document('/w/task.json'));
  await settle();
  expect(calls).toEqual([]);
  events.granted.fire(undefined);
  await settle();
  expect(shown.get('/w/task.json')).toHaveLength(1);
});

test('a closed file keeps none', async () => {
  const { events, shown, document, settle } = start(() => answered([wrong]));
  const opened = document('/w/task.json');
  events.open.fire(opened);
  await settle();
  events.close.fire(opened);
  expect(shown.has('/w/task.json')).toBe(false);
});
