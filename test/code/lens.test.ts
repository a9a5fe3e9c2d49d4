// Over a class: the latest verdict of the checkpoints that it defines, and how many more there are; one
// line that fits an editor, whatever the names.
import { expect, test } from 'vitest';
import type { CodeIndex } from '../../src/vscode/code/codeIndex.ts';
import type { Link } from '../../src/vscode/code/codeState.ts';
import { registerLens } from '../../src/vscode/code/lens.ts';
import type { Services } from '../../src/vscode/services.ts';
import { fakeEditor, fakeSettings } from '../support/fakeEditor.ts';

const HOUR = 3_600_000;
const long = 'llama-3.2-8b-instruct-distilled-from-gpt2-medium-checkpoint-12000';

type Lens = {
  readonly command: { readonly title: string; readonly tooltip: string; readonly command: string };
};

/** A checkpoint that was compared `hours` ago, each time. */
function linkOf(checkpoint: string, hours: readonly number[], other = 'b'): Link {
  const past = hours.map((ago) => ({
    entry: {
      id: `${checkpoint} ${ago}`,
      at: Date.now() - ago * HOUR,
      names: [checkpoint, other],
      verdict: 'different',
      distance: 0.93,
    },
    report: undefined,
    side: 0,
  }));
  const found = { className: 'Model', line: 4, verdict: 'certain' };
  return { checkpoint, found, pinned: false, stale: undefined, past } as unknown as Link;
}

function lensesOver(links: readonly Link[]): readonly Lens[] {
  const { vscode, provider } = fakeEditor('/w');
  const settings = fakeSettings({ lens: true, hover: true, diagnostics: true, inlay: false });
  const index = { links: () => links, onDidChange: () => ({ dispose: () => undefined }) };
  registerLens({ vscode, settings } as unknown as Services, index as unknown as CodeIndex);
  return provider<{ provideCodeLenses(of: unknown): readonly Lens[] }>('lens').provideCodeLenses(
    {},
  );
}

/** Checkpoints with the hours since their comparisons -> titles of the lenses. */
const cases: readonly (readonly [string, readonly Link[], readonly RegExp[]])[] = [
  ['none', [linkOf('/w/a', [])], []],
  ['one', [linkOf('/w/a', [3])], [/; 3 h ago$/, /^\$\(eye-closed\)$/]],
  ['three', [linkOf('/w/a', [5, 3, 4])], [/; 3 h ago$/, /^\+2$/, /^\$\(eye-closed\)$/]],
  [
    'of two checkpoints',
    [linkOf('/w/a', [4]), linkOf('/w/b', [2, 9])],
    [/; 2 h ago$/, /^\+2$/, /^\$\(eye-closed\)$/],
  ],
  [
    'a long name keeps its end',
    [linkOf('/w/a', [1], long)],
    [/^different from llama.{1,12}….{1,12}12000, d 0\.93; 1 h ago$/, /^\$\(eye-closed\)$/],
  ],
];

test.each(cases)('%s', (_, links, wanted) => {
  const titles = lensesOver(links).map(({ command }) => command.title);
  expect(titles).toEqual(wanted.map((one) => expect.stringMatching(one)));
  expect(titles.join(' | ').length).toBeLessThan(100);
});

test('the others are in the tooltip, and a press shows the view that has them all', () => {
  const [, more] = lensesOver([linkOf('/w/a', [5, 3, 4])]);
  expect(more.command.tooltip.split('\n')).toEqual([
    expect.stringMatching(/; 4 h ago$/),
    expect.stringMatching(/; 5 h ago$/),
  ]);
  expect(more.command.command).toBe('congruity.comparisons.focus');
});
