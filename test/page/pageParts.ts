// The pages' scripts and styles, built as the product builds them, without writing dist/.
import { build } from 'esbuild';
import { bundles } from '../../esbuild.mjs';
import type { PageParts } from '../../src/report/html.ts';

const built = new Map<string, Promise<PageParts>>();

/** The page of that name in dist/webview; the saved report's when none is given. */
export function pageParts(name = 'report'): Promise<PageParts> {
  const parts = built.get(name) ?? buildPage(name);
  built.set(name, parts);
  return parts;
}

async function buildPage(name: string): Promise<PageParts> {
  const options = bundles.find(({ entryPoints }) =>
    entryPoints.some((entry) => entry.out === name && entry.in.startsWith('webview/page/')),
  );
  if (!options) throw new Error(`esbuild.mjs builds no page ${name}`);
  const { outputFiles } = await build({ ...options, write: false });
  const text = (ending: string) => outputFiles.find((file) => file.path.endsWith(ending))!.text;
  return { script: text('.js'), css: text('.css') };
}
