// A task that lies in no file, for whoever reads tasks by their paths.
import type { Files } from '../core/files.ts';
import type { Ports } from '../core/ports.ts';
import type { Task } from '../task/task.ts';

/** No file can be called so, and no built-in task is. */
const path = 'task\0';

/** The same ports, in which the task lies at `path`. */
export function heldTask(
  ports: Ports,
  { name, document }: Pick<Task, 'name' | 'document'>,
): { readonly ports: Ports; readonly path: string } {
  const bytes = new TextEncoder().encode(JSON.stringify(document));
  const { files } = ports;
  const held: Files = {
    ...files,
    kind: async (at) => (at === path ? 'file' : files.kind(at)),
    base: (at) => (at === path ? name : files.base(at)),
    open: async (at) => {
      if (at !== path) return files.open(at);
      return {
        ...{ path, size: bytes.length, stamp: '' },
        read: async (offset, length) => bytes.slice(offset, offset + length),
        readInto: async (offset, target) =>
          target.set(bytes.subarray(offset, offset + target.length)),
        close: async () => undefined,
      };
    },
  };
  return { ports: { ...ports, files: held }, path };
}
