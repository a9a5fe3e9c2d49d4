// A file with a circuit.
import { parsePythonObject } from '../checkpoint/json.ts';
import { grouped } from '../checkpoint/words.ts';
import { circuitIn, type Given } from '../circuit/circuitFile.ts';
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import type { Component } from '../forward/components.ts';

/** The edges of GPT-2 medium are 20 MB; of those of larger models nobody needs more than the nodes. */
const mostBytes = 64e6;

/** Throws EngineError 'file-missing' or 'file-format'. */
export async function readCircuit(
  files: Files,
  path: string,
  components: readonly Component[],
): Promise<Given> {
  const source = await files.open(path);
  const what = files.base(path);
  try {
    if (source.size > mostBytes) {
      const found = `${grouped(source.size)} bytes, ${grouped(mostBytes)} are allowed`;
      throw new EngineError('file-format', `${what} has ${found}`, {
        hint: 'Leave out its edges: nodes are enough.',
      });
    }
    const json = parsePythonObject(await source.read(0, source.size), what, () => undefined);
    return circuitIn(json, what, components);
  } finally {
    await source.close();
  }
}
