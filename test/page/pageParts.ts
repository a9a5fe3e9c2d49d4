// The page's script and style, built as the product builds them, without writing dist/.
import { build } from 'esbuild';
import { bundles } from '../../esbuild.mjs';
import type { PageParts } from '../../src/report/html.ts';

export async function pageParts(): Promise<PageParts> {
  const options = bundles.find((bundle) => bundle.outdir === 'dist/webview');
  if (!options) throw new Error('esbuild.mjs builds no dist/webview');
  const { outputFiles } = await build({ ...options, write: false });
  const text = (ending: string) => outputFiles.find((file) => file.path.endsWith(ending))!.text;
  return { script: text('report.js'), css: text('report.css') };
}
