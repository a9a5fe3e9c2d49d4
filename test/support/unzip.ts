import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Zip from 'jszip';

/** Writes every file of a .zip below `folder`. */
export async function unzip(path: string, folder: string): Promise<void> {
  const { files } = await Zip.loadAsync(readFileSync(path));
  for (const entry of Object.values(files)) {
    if (entry.dir) continue;
    const to = join(folder, entry.name);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, await entry.async('nodebuffer'));
  }
}
