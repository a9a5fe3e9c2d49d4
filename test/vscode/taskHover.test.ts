// What the mixed prompts of a task file say, as a hover over its templates, variables and derived words.
import { expect, test } from 'vitest';
import { registerTaskHover } from '../../src/vscode/tasks/hover.ts';
import { fakeServices } from '../support/fakeServices.ts';
import { FakeUri } from '../support/fakeVscode.ts';

type Provider = {
  provideHover(
    document: object,
    position: object,
    token: object,
  ): Promise<{ text: string } | undefined>;
};

const lines = [
  '{"name": "x", "template": "{a} \\"variables\\" {b}",',
  ' "variables" : {"a": ["1"]}, "derive": {}, "answer": "{a}"}',
];
const prompts = [
  { set: [], prompt: '1 2', right: ['1'] },
  { set: ['a', 'b'], prompt: '```\u202E[x](command:y)', right: null },
];

function hover(taskFile: (request: object) => unknown) {
  const { vscode, services, calls } = fakeServices({}, { taskFile });
  let provider: Provider | undefined;
  let selector: object = {};
  Object.assign(vscode, {
    languages: {
      registerHoverProvider: (files: object, made: Provider) => {
        [selector, provider] = [files, made];
        return { dispose: () => undefined };
      },
    },
    MarkdownString: class {
      readonly parts: string[];
      constructor(text: string) {
        this.parts = [text];
      }
      appendCodeblock(code: string, language: string) {
        this.parts.push(language, code);
      }
    },
    Hover: class {
      readonly parts: readonly string[];
      constructor({ parts }: { readonly parts: readonly string[] }) {
        this.parts = parts;
      }
    },
  });
  registerTaskHover(services);
  const document = {
    uri: FakeUri.file('/w/task.json'),
    getText: () => lines.join('\n'),
    lineAt: (line: number) => ({ text: lines[line] }),
  };
  const token = { onCancellationRequested: () => ({ dispose: () => undefined }) };
  const at = (line: number, character: number) =>
    provider!.provideHover(document, { line, character }, token);
  return { at, calls, selector };
}

test.each<readonly [string, number, number, boolean]>([
  ['on "template"', 0, 16, true],
  ['on "name"', 0, 3, false],
  ['on a word of the template that is called as a key', 0, 36, false],
  ['on "variables"', 1, 1, true],
  ['on "derive"', 1, 30, true],
  ['on "answer"', 1, 45, false],
])('%s', async (_, line, character, told) => {
  const { at, calls, selector } = hover(() => ({ sets: { prompts } }));
  expect(selector).toEqual({ scheme: 'file', pattern: '**/{*.task.json,task.json}' });
  const found = await at(line, character);
  expect(calls).toHaveLength(told ? 1 : 0);
  if (!told) expect(found).toBeUndefined();
  else {
    const [title, language, code] = (found as unknown as { parts: string[] }).parts;
    expect([title, language]).toEqual([
      'What a prompt says that takes a set of parts from its source:',
      'text',
    ]);
    expect(code.split('\n')).toEqual(['{} 1 2', expect.stringMatching(/^\{a, b\} ```[^\u202E]+x/)]);
  }
});

test.each<readonly [string, () => unknown]>([
  ['a wrong file', () => ({ sets: null })],
  ['an engine that fails', () => Promise.reject(new Error('no'))],
])('%s has none', async (_, answer) => {
  expect(await hover(answer).at(0, 16)).toBeUndefined();
});
