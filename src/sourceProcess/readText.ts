// A Python file as it lies on the disk: read here and not by the extension host, which opens no user's file.
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { longestFile } from '../protocol/sourceService.ts';

/** undefined: not on this disk, no plain file, not to be read, or longer than a model's file. */
export function readText(uri: string): string | undefined {
  try {
    const path = fileURLToPath(uri);
    const stat = statSync(path);
    // Of a pipe or a device the reading might not end.
    if (!stat.isFile() || stat.size > longestFile) return undefined;
    return new TextDecoder().decode(readFileSync(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined; // of the system, or of the URI
    throw error;
  }
}
