// Names come from files of strangers. Wherever one reaches the editor it is text: no icon, no link, no
// markup of ours, on one line, nothing hidden or turned around, and of a bearable length.
import { describe, expect, test } from 'vitest';
import type { TreeDataProvider, TreeItem, Uri } from 'vscode';
import type { Report } from '../../src/protocol/report.ts';
import { nameOf, verdictLine } from '../../src/vscode/code/words.ts';
import { act } from '../../src/vscode/comparison/actions.ts';
import { registerComparisonCommands } from '../../src/vscode/comparison/commands.ts';
import { fileName } from '../../src/vscode/comparison/exportReport.ts';
import type { OpenPanel } from '../../src/vscode/comparison/panel.ts';
import type { PastComparison } from '../../src/vscode/history/history.ts';
import { registerComparisonsView } from '../../src/vscode/history/view.ts';
import { commands, views } from '../../src/vscode/ids.ts';
import { pickCheckpoints } from '../../src/vscode/pickCheckpoints.ts';
import { pickTask } from '../../src/vscode/pickTask.ts';
import { registerTensorComparison } from '../../src/vscode/viewer/registerDiff.ts';
import { cannedReports } from '../support/cannedReports.ts';
import { failing, fakeServices, opening } from '../support/fakeServices.ts';
import { FakeUri } from '../support/fakeVscode.ts';

/** What is seen of it -> the name. */
const names: readonly (readonly [string, string])[] = [
  ['<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['{0} and {1}', '{0} and {1}'],
  ['**bold** `code`', '**bold** `code`'],
  ['$ (error) all is well', '$(error) all is well'],
  ['$ (sync~spin)', '$(sync~spin)'],
  ['[press] (command:quit)', '[press](command:quit)'],
  ['a\\u{202e}gpj.py', 'a\u202egpj.py'],
  ['one\\u{200b}\\u{feff}two', 'one\u200b\ufefftwo'],
  ['two\\u{a}lines', 'two\nlines'],
  ['\\u{1b}[31mred', '\x1b[31mred'],
  ['line\\u{2028}para\\u{2029}', 'line\u2028para\u2029'],
  ['xxxxxxxxxxxxx', 'x'.repeat(1_000_000)],
];

type Seen = readonly (string | undefined)[];

/** A surface -> every text that it is given for things of this name. */
const surfaces: Readonly<Record<string, (name: string) => Promise<Seen>>> = {
  'the tree of past comparisons': async (name) => {
    const { services, registered } = fakeServices();
    registerComparisonsView(services);
    await services.history.add({ models: [`/w/${name}`], task: 'ioi', options: {} }, named(name));
    const tree = registered.get(views.comparisons) as TreeDataProvider<PastComparison>;
    const item = (await tree.getTreeItem(services.history.entries[0])) as TreeItem;
    const tooltip = String(item.tooltip).split('\n');
    expect(tooltip).toHaveLength(4);
    const { label, description, accessibilityInformation } = item;
    return [String(label), String(description), ...tooltip, accessibilityInformation?.label];
  },
  'the choice of checkpoints': async (name) => {
    const { services, asked } = fakeServices({ [`/w/${name}.safetensors`]: '' });
    await pickCheckpoints(services.vscode, 1);
    return asked[0].items.slice(0, -1).map(({ label }) => label);
  },
  'the choice of a task': async (name) => {
    const { services, picks } = fakeServices(
      { [`/w/${name}.task.json`]: '{}' },
      {
        builtInTasks: () => [],
        taskCheck: () => ({ fits: false, problems: [`the word "${name}" has two tokens`] }),
      },
    );
    const choice = pickTask(services, ['/w/a']);
    await expect.poll(() => picks[0]?.busy).toBe(false);
    picks[0].hide();
    await choice;
    const files = picks[0].items.filter((item) => 'task' in item);
    return files.flatMap((item) => [item.label, (item as { detail?: string }).detail]);
  },
  'a notification of what was skipped': async (name) => {
    const { services, commands: run, said } = fakeServices({}, { inspect: opening() });
    registerComparisonCommands(services);
    await run.get(commands.compare)!(FakeUri.file(`/w/${name}`) as never);
    return said;
  },
  'a notification of what went wrong': async (name) => {
    const { services, said, logged } = fakeServices();
    const message = `tensor ${name} is not there`;
    const session = { view: { request: { task: 'ioi' } }, run: failing({ message }) };
    await act(services, { session } as unknown as OpenPanel, 'rerun');
    expect(said).toHaveLength(1);
    expect(logged.join('').split(/\n(?! {4})/)).toHaveLength(1);
    return said;
  },
  'a notification about the pairs of a task': async (name) => {
    const { services, said } = fakeServices();
    const report = named(name);
    const session = {
      view: {
        request: {},
        phase: 'done',
        report: { ...report, task: { ...report.task, mostPairs: 1 } },
      },
    };
    await act(services, { session } as unknown as OpenPanel, 'morePairs');
    return said;
  },
  'the title of a comparison': async (name) => {
    const { services, panels } = fakeServices();
    services.comparisons.open({ models: [`/w/${name}`, '/w/b'], task: null, options: {} });
    return [panels[0].title];
  },
  'the title of a tensor comparison': async (name) => {
    const paths = [`/w/${name}.safetensors`, '/w/b.safetensors'];
    const { services, panels, commands: run } = fakeServices({}, { inspect: opening() });
    registerTensorComparison(services);
    const uris = paths.map((path) => FakeUri.file(path) as unknown as Uri);
    await run.get(commands.compareTensors)!(uris[0] as never, uris as never);
    return [panels[0].title];
  },
  'a CodeLens, a status message': async (name) => {
    const { services } = fakeServices();
    const entry = await services.history.add({ models: [], task: null, options: {} }, named(name));
    const link = { checkpoint: `/w/${name}`, stale: undefined } as never;
    const line = verdictLine(
      services.vscode,
      link,
      { entry, report: undefined, side: 1 },
      entry.at,
    );
    return [line, nameOf(`/w/${name}`)];
  },
};

describe.each(Object.entries(surfaces))('%s', (_, textsFor) => {
  test.each(names)('%j', async (wanted, name) => {
    const texts = (await textsFor(name)).filter((text) => text !== undefined);
    expect(texts.some((text) => text.includes(wanted))).toBe(true);
    for (const text of texts) {
      expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      expect(text).not.toMatch(/\$\(|\]\(/);
      expect(text.length).toBeLessThan(1000);
    }
  });
});

describe('the file name that an export suggests', () => {
  test.each([
    [['ab-gpt2', 'bc-llama'], 'ab-gpt2-and-bc-llama'],
    [['../../etc/passwd'], '_.._.._etc_passwd'],
    [['a\\b:c*?"<>|'], 'a_b_c_'],
    [['.hidden'], '_.hidden'],
    [['--help'], '_--help'],
    [['CON'], '_CON'],
    [['lpt1.x'], '_lpt1.x'],
    [['console'], 'console'],
    [['two\nlines\u202e'], 'two_lines_'],
    [['名前', 'नाम'], '名前-and-नाम'],
    [['x'.repeat(1000)], 'x'.repeat(50)],
    [[], '_'],
  ])('%j', (models, wanted) => {
    expect(fileName(models)).toBe(wanted);
  });
});

/** A report of models and a task of this name. */
function named(name: string): Report {
  const report = cannedReports[0][1]();
  const models = report.models.map((model) => ({ ...model, name }));
  return { ...report, models, task: { ...report.task, name } };
}
