// The extension's services on fakeVscode.ts: the real settings, history and panels; the compute process
// is played by the test.
import type { ExtensionContext } from 'vscode';
import type { CallOptions } from '../../src/client/engineClient.ts';
import { CallError, cancelledFailure, type Failure } from '../../src/protocol/rpc.ts';
import type { Call } from '../../src/protocol/server.ts';
import { isWeightFile } from '../../src/protocol/weightFiles.ts';
import type { Compute } from '../../src/vscode/compute.ts';
import { makeServices } from '../../src/vscode/makeServices.ts';
import { type FakeEntry, FakeUri, fakeMemento, fakeVscode } from './fakeVscode.ts';

/** What the compute process answers, by method; a method that is not there never ends. */
export type Answers = Readonly<Record<string, (params: never, call: Call<never>) => unknown>>;

export function fakeServices(
  files: Readonly<Record<string, FakeEntry>> = {},
  answers: Answers = {},
) {
  const fake = fakeVscode(files);
  const { vscode } = fake;
  const context = {
    extensionUri: FakeUri.file('/extension'),
    storageUri: FakeUri.file('/storage'),
    globalStorageUri: FakeUri.file('/global'),
    workspaceState: fakeMemento(),
    subscriptions: [],
  } as unknown as ExtensionContext;
  const { compute, calls } = playedCompute(answers);
  const services = makeServices(vscode, context, () => compute);
  return { ...fake, services, calls };
}

/** `inspect` of an engine that opens what is called `.safetensors`, and folders of this list. */
export function opening(folders: readonly string[] = [], header: object = {}) {
  return ({ path }: { readonly path: string }) => {
    if (!isWeightFile(path) && !folders.includes(path)) {
      const message = `${path} holds no weights that can be read`;
      throw new CallError({ code: 'file-format', message, hint: 'Choose another one.' });
    }
    const name = path.split('/').pop()!;
    const known = { container: 'safetensors', answers: true, problems: [], notes: [], shape: [] };
    return { name, ...known, ...header };
  };
}

/** A failed call, as it reaches the extension. */
export function failing(failure: Partial<Failure>): () => never {
  return () => {
    throw new CallError({ code: 'internal', message: 'failed', hint: undefined, ...failure });
  };
}

function playedCompute(answers: Answers) {
  const calls: { readonly method: string; readonly params: unknown }[] = [];
  const call = (method: string, params: never, options: CallOptions = {}) => {
    calls.push({ method, params });
    return new Promise((resolve, reject) => {
      options.signal?.addEventListener('abort', () => reject(new CallError(cancelledFailure)));
      const answer = answers[method];
      if (answer === undefined) return;
      const answered = Promise.resolve(params).then((asked) => answer(asked, heardBy(options)));
      answered.then(resolve, reject); // whichever is first, the answer or the abort
    });
  };
  const compute = { call, pid: undefined, dispose: () => undefined } as unknown as Compute;
  return { compute, calls };
}

function heardBy({ signal, onProgress, onNote, onPart }: CallOptions): Call {
  return {
    get cancelled() {
      return signal?.aborted ?? false;
    },
    progress: (fraction, doing) => onProgress?.({ fraction, doing }),
    note: (text) => onNote?.(text),
    part: (part) => onPart?.(part),
  };
}
