// A copy of the hub's download cache that lost its links (archives, checkouts and network disks without
// them): in snapshots/<commit> stand the links' texts, `../../blobs/<name>`. They are followed, to the
// blobs of that cache and nowhere else.
import type { ByteSource, Files } from '../core/files.ts';
import { blobsOf } from './hubCache.ts';

/** Longer names than any digest. */
const MOST_LETTERS = 200;
const LINK_TEXT = /^\.\.\/\.\.\/blobs\/([\w-]+)\s*$/;

/** The same files; of each text that was followed, `onFollowed` hears the path. */
export function throughLostLinks(files: Files, onFollowed: (path: string) => void): Files {
  return {
    ...files,
    async open(path) {
      const source = await files.open(path);
      const blob = await blobOf(files, source, path);
      if (blob === undefined) return source;
      await source.close();
      onFollowed(path);
      return files.open(blob);
    },
  };
}

async function blobOf(files: Files, source: ByteSource, path: string): Promise<string | undefined> {
  const blobs = blobsOf(files, files.parent(path));
  if (blobs === undefined || source.size > MOST_LETTERS) return undefined;
  const text = new TextDecoder().decode(await source.read(0, source.size));
  const [, name] = LINK_TEXT.exec(text) ?? [];
  if (name === undefined) return undefined;
  const blob = files.inside(blobs, name);
  return (await files.kind(blob)) === 'file' ? blob : undefined;
}
