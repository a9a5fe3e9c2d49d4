// The page of saved reports, which is built beside the command line.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { PageParts } from '../report/html.ts';

export async function builtPage(): Promise<PageParts> {
  const built = (name: string) =>
    readFile(fileURLToPath(new URL(`./webview/${name}`, import.meta.url)), 'utf8');
  return { script: await built('report.js'), css: await built('report.css') };
}
