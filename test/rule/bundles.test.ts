// The walls once more, on what is really bundled: the import graph of everything in dist/.
import { builtinModules } from 'node:module';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { expect, test } from 'vitest';
import { bundles } from '../../esbuild.mjs';
import manifest from '../../package.json' with { type: 'json' };

/** Folder -> the folders that its files may import at run time (architecture.md, the picture). */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  platform: ['engine'],
  protocol: [],
  child: [],
  worker: ['child', 'protocol', 'platform', 'engine'],
  client: ['protocol'],
  cli: ['client', 'platform', 'engine', 'protocol', 'report', 'words'],
  report: ['protocol', 'words'],
  source: ['protocol'],
  sourceProcess: ['child', 'protocol', 'source'],
  vscode: ['client', 'protocol', 'report', 'words'],
  webview: ['protocol', 'words'],
  words: ['protocol'],
};

const network = /^(node:)?(https?|http2|net|tls|dgram|dns|undici|ws)(\/|$)/;

const named = bundles.map(
  (options) => [options.entryPoints.map((entry) => entry.in).join(), options] as const,
);
const pages = named.filter(([, { platform }]) => platform === 'browser');

test.each(named)('%s: every import goes the way of the arrows', async (_, options) => {
  const wrong = (await importsOf(options)).filter(({ from, to }) => {
    const [source, target] = [folderOf(from), folderOf(to)];
    if (source === undefined || target === undefined || source === target) return false;
    return !mayImport[source]?.includes(target);
  });
  expect(wrong).toEqual([]);
});

test.each(named)('%s: nothing opens the network, libraries included', async (_, options) => {
  expect((await importsOf(options)).filter(({ to }) => network.test(to))).toEqual([]);
});

test.each(named)('%s: left outside are only Node and dependencies', async (_, options) => {
  const editor = options.outdir === 'dist' && options.format === 'cjs' ? ['vscode'] : [];
  const packages = { ...manifest.dependencies, ...manifest.optionalDependencies };
  const own = bundles.flatMap(({ entryPoints }) => entryPoints.map(({ out }) => `./${out}.mjs`));
  const known = [...builtinModules, ...Object.keys(packages), ...editor, ...own];
  const outside = (await importsOf(options)).filter(({ external }) => external);
  expect(outside.filter(({ to }) => !known.includes(to.replace(/^node:/, '')))).toEqual([]);
});

test.each(pages)('%s: a page holds neither Node nor engine', async (_, options) => {
  const imports = await importsOf(options);
  expect(imports.filter(({ external }) => external)).toEqual([]);
  const folders = imports.flatMap(({ from, to }) => [folderOf(from), folderOf(to)]);
  const foreign = folders.filter(
    (name) => name && !['webview', 'words', 'protocol'].includes(name),
  );
  expect(foreign).toEqual([]);
});

test.each(named)(
  "%s: the toolkit's components are in panels of comparisons only",
  async (name, options) => {
    const toolkit = (await importsOf(options)).filter(({ to }) => /webview-ui-toolkit/.test(to));
    const outside = toolkit.filter(({ from }) => !from.includes('node_modules'));
    const wrapper = name.includes('page/comparison.ts') ? ['webview/host/toolkit.ts'] : [];
    expect(outside.map(({ from }) => from)).toEqual(wrapper);
  },
);

test.each(pages)('%s: a page is at most 110 KB, compressed', async (_, options) => {
  const { outputFiles } = await build({ ...options, write: false });
  const sizes = outputFiles.map(({ contents }) => gzipSync(contents).length);
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(110_000);
});

type Import = { readonly from: string; readonly to: string; readonly external: boolean };

/** Every import that is left in the bundle; type imports are gone by then. */
async function importsOf(options: BuildOptions): Promise<readonly Import[]> {
  const { metafile } = await build({ ...options, write: false, logLevel: 'silent' });
  return Object.entries(metafile?.inputs ?? {}).flatMap(([from, { imports }]) =>
    imports
      .filter(({ path }) => !path.startsWith('#')) // url(#mark) in a style stays inside the page
      .map(({ path, external }) => ({ from, to: path, external: external ?? false })),
  );
}

/** "engine" for src/engine/...; "webview" for webview/...; undefined outside of both. */
function folderOf(path: string): string | undefined {
  return /^(?:src\/([^/]+)\/|(webview)\/)/.exec(path)?.slice(1).find(Boolean);
}

const hostCode = named.filter(([, { external }]) => external?.includes('vscode'));

test.each(hostCode)(
  '%s: the extension host loads no dependency and little code',
  async (_, options) => {
    const { metafile } = await build({
      ...options,
      minify: true,
      write: false,
      logLevel: 'silent',
    });
    const packages = Object.keys(metafile?.inputs ?? {}).filter((path) =>
      /node_modules/.test(path),
    );
    expect(packages).toEqual([]);
    const bytes = Object.entries(metafile?.outputs ?? {})
      .filter(([path]) => path.endsWith('js'))
      .map(([, output]) => output.bytes);
    expect(Math.max(...bytes)).toBeLessThan(200_000); // under 30 ms to load, with much to spare
  },
);
