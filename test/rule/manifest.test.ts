// package.json is code: what it names exists, and what it promises is what is built and installed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundles } from '../../esbuild.mjs';
import manifest from '../../package.json' with { type: 'json' };
import texts from '../../package.nls.json' with { type: 'json' };
import { loneEndings, ownEndings, sharedEndings } from '../../src/protocol/weightFiles.ts';
import { commands, contexts, settingKeys, settingsSection } from '../../src/vscode/ids.ts';

const root = join(import.meta.dirname, '../..');
const packages: Readonly<Record<string, Locked>> = JSON.parse(read('package-lock.json')).packages;

type Locked = {
  readonly version: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

test('every file that a contribution names exists', () => {
  expect(localPaths(manifest.contributes).filter((path) => !existsSync(join(root, path)))).toEqual(
    [],
  );
});

test('the icon is a PNG of at least 128 x 128', () => {
  const png = readFileSync(join(root, manifest.icon));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
  expect(png.readUInt32BE(20)).toBe(png.readUInt32BE(16));
});

test('the command is a bundle that is built', () => {
  const built = bundles.flatMap(({ outdir, entryPoints }) =>
    entryPoints.map(({ out }) => `${outdir}/${out}.mjs`),
  );
  expect(built).toEqual(expect.arrayContaining(Object.values(manifest.bin)));
});

test('every script runs a file that exists', () => {
  const run = Object.values(manifest.scripts).flatMap(
    (script) => script.match(/[\w/]+\.mjs/g) ?? [],
  );
  expect(run.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('the oldest Node that is promised is the one that is built and typed for', () => {
  const oldest = /^>=(\d+)$/.exec(manifest.engines.node)?.[1];
  expect(new Set(bundles.map(({ target }) => target))).toContain(`node${oldest}`);
  expect(manifest.devDependencies['@types/node'].split('.')[0]).toBe(oldest);
});

test('the version has its entry in CHANGELOG.md', () => {
  expect(read('CHANGELOG.md')).toContain(`## ${manifest.version}`);
});

test('every dependency is pinned exactly', () => {
  const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('every runtime dependency has its reason in ARCHITECTURE.md', () => {
  const reasons = read('ARCHITECTURE.md');
  expect(Object.keys(manifest.dependencies).filter((name) => !reasons.includes(name))).toEqual([]);
});

test('the lock file serves every platform and names no registry', () => {
  const wanted = Object.values(packages).flatMap((locked) =>
    Object.keys(locked.optionalDependencies ?? {}),
  );
  expect(wanted.filter((name) => !packages[`node_modules/${name}`])).toEqual([]);
  expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([]);
});

test('the package is an allow-list: all is left out, then some is let in', () => {
  for (const list of ['.vscodeignore', '.npmignore']) {
    const [first, ...rest] = read(list)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('**');
    expect(rest.filter((line) => !line.startsWith('!'))).toEqual([]);
  }
});

const own = Object.values(commands);
const { contributes } = manifest;

test('every command of the manifest is in a list of ids, and the other way round', () => {
  const declared = contributes.commands.map(({ command }) => command);
  const known = [...own].filter((id) => id !== commands.goToBlock); // called by panels only
  expect(known.filter((id) => !declared.includes(id))).toEqual([]);
});

test('every command in a menu is declared', () => {
  const declared = contributes.commands.map(({ command }) => command);
  const used = Object.values(contributes.menus).flatMap((entries) =>
    entries.map(({ command }) => command),
  );
  expect(used.filter((id) => !declared.includes(id))).toEqual([]);
});

test('every setting has a scope, a default, a place and a sentence; every own one is declared', () => {
  const settings = Object.entries(contributes.configuration.properties);
  const lacking = settings.filter(
    ([, { scope, order, markdownDescription, ...rest }]) =>
      !scope || order === undefined || !markdownDescription || !('default' in rest),
  );
  expect(lacking).toEqual([]);
  const declared = settings.map(([id]) => id);
  const wanted = Object.values(settingKeys).map((key) => `${settingsSection}.${key}`);
  expect(wanted.filter((id) => !declared.includes(id))).toEqual([]);
});

test('what a repository must not set is machine-wide, and restricted', () => {
  const machine = Object.entries(contributes.configuration.properties)
    .filter(([, { scope }]) => scope === 'machine')
    .map(([id]) => id);
  const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
  expect(machine.filter((id) => !restricted.includes(id))).toEqual([]);
});

test('every text of the manifest is in package.nls.json, and nothing else is', () => {
  const asked = new Set(JSON.stringify(manifest).match(/%[\w.]+%/g) ?? []);
  const known = new Set(Object.keys(texts).map((key) => `%${key}%`));
  expect([...asked].filter((key) => !known.has(key))).toEqual([]);
  expect([...known].filter((key) => !asked.has(key))).toEqual([]);
});

const menuEntries = Object.entries(contributes.menus).flatMap(([menu, entries]) =>
  entries.map((entry) => ({ menu, ...entry })),
);
/** But for what is offered for folders alone: a run is one. */
const ofFiles = menuEntries.filter(
  ({ menu, when, command }) =>
    /^explorer|^editor\/title/.test(menu) &&
    !when.includes('PanelId') &&
    command !== commands.watchFolder &&
    command !== commands.openViewer, // test/rule/weightFiles.test.ts
);

/** A file -> whether the menus offer to compare it: what no reader opens is not offered. */
const offered: readonly (readonly [string, boolean])[] = [
  ['model.safetensors', true],
  ['model-00001-of-00002.safetensors', true],
  ['A.SAFETENSORS', true],
  ['model.safetensors.index.json', true],
  ['model.gguf', true],
  ['model-00001-of-00002.GGUF', true],
  ['gguf', false],
  ['model.gguf.part1', false],
  ...[...ownEndings, ...sharedEndings].map((ending) => [`m.${ending}`, true] as const),
  ['pytorch_model.bin.index.json', true],
  ['model.weights.h5', true],
  ['my.MODEL.PT', true],
  ['model.json', true],
  ['adapter_config.json', true],
  ['my-model.json', false],
  ['config.json', false],
  ...[...loneEndings, 'json', 'index.json', 'safetensors.bak', 'md', 'onnx.data', 'pt2'].map(
    (ending) => [`m.${ending}`, false] as const,
  ),
  ['safetensors', false],
];

test.each(offered)('the menus on %s: %s', (name, wanted) => {
  for (const { when } of ofFiles) {
    const [, source, flags] = /resourceFilename =~ \/(.*)\/(i?)/.exec(when)!;
    expect(new RegExp(source, flags).test(name)).toBe(wanted);
  }
  expect(ofFiles).toHaveLength(10);
});

test('a study, which may have comments, is JSON with comments, and has its schema', () => {
  const { languages, jsonValidation } = contributes;
  expect(languages).toEqual([{ id: 'jsonc', extensions: ['.congruity.json'] }]);
  expect(jsonValidation).toContainEqual({
    fileMatch: ['*.congruity.json'],
    url: './media/study.schema.json',
  });
});

/** Keys that the editor sets by itself, and the one that our own command sets before it matters. */
const atOnce = new Set([
  'resourceScheme',
  'resourceFilename',
  'explorerResourceIsFolder',
  'listDoubleSelection',
  'listMultiSelection',
  'activeCustomEditorId',
  contexts.selected,
]);

test('a menu needs no key that is set only after the extension has started', () => {
  const keys = ofFiles.flatMap(({ when }) => {
    const bare = when.replace(/=~ \/.*?\/i?(?= |\)|$)/g, '').replace(/== \S+/g, '');
    return bare.match(/[a-z][\w.]+/gi) ?? [];
  });
  expect([...new Set(keys)].filter((key) => !atOnce.has(key))).toEqual([]);
});

test('what reads Python is not offered before the workspace is trusted', () => {
  const codeCommands: readonly string[] = [
    commands.revealDefinition,
    commands.pinClass,
    commands.turnOffCode,
  ];
  const enabled = contributes.commands.filter(({ command }) => codeCommands.includes(command));
  expect(enabled.map((one) => 'enablement' in one && one.enablement)).toEqual(
    codeCommands.map(() => 'isWorkspaceTrusted'),
  );
});

test('types of the editor are of the oldest one that is promised', () => {
  expect(manifest.engines.vscode).toBe(`^${manifest.devDependencies['@types/vscode']}`);
});

/** Every string below `value` that is a path of this project: "./media/...". */
function localPaths(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('./') ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(localPaths);
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
