// npm run gallery: the report page with every canned report, in out/gallery/; see test/page/gallery.ts.
import { buildAll } from '../esbuild.mjs';
import { runTs } from './runTs.mjs';

await buildAll();
await runTs('test/page/gallery.ts', []);
