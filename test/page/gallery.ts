// Writes every page in every state into out/gallery/, to be looked at: npm run gallery. A page of the
// editor takes a theme after its name: panel-running.html#vscode-dark.
import { readFileSync } from 'node:fs';
import { writeGallery } from './gallery/list.ts';

const built = (name: string) => readFileSync(`dist/webview/${name}`, 'utf8');
const paths = await writeGallery('out/gallery', (page) => ({
  script: built(`${page}.js`),
  css: built(`${page}.css`),
}));
for (const path of paths) console.log(path);
