// The thread that reads Python, as the host sees it: started by the first call, and again by the next
// one after it died. It holds no native code, so ending it is safe at any moment.
import { Worker } from 'node:worker_threads';
import type { Disposable } from 'vscode';
import { type Caller, rpcCaller } from '../../protocol/caller.ts';
import {
  cancelledFailure,
  type Failure,
  type Method,
  type Params,
  type Result,
} from '../../protocol/rpc.ts';
import type { SourceService } from '../../protocol/sourceService.ts';

export interface PythonThread extends Disposable {
  /** Rejects with CallError. */
  call<M extends Method<SourceService>>(
    method: M,
    params: Params<SourceService, M>,
  ): Promise<Result<SourceService, M>>;
}

const HEAP_MB = 512; // parse trees of hostile text must not take the host with them

/** @param script the built thread: dist/python.mjs */
export function pythonThread(script: string): PythonThread {
  let life: { readonly thread: Worker; readonly caller: Caller<SourceService> } | undefined;

  const begin = () => {
    const thread = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    const caller = rpcCaller<SourceService>((message) => thread.postMessage(message));
    const end = (failure: Failure) => {
      caller.close(failure);
      if (life?.thread === thread) life = undefined;
    };
    thread.on('message', (message) => caller.receive(message));
    thread.on('error', (error) => end(died(String(error))));
    thread.on('exit', (code) => end(died(`exit code ${code}`)));
    return { thread, caller };
  };
  return {
    call(method, params) {
      life ??= begin();
      return life.caller.call(method, params).result;
    },
    dispose() {
      life?.caller.close(cancelledFailure);
      void life?.thread.terminate();
      life = undefined;
    },
  };
}

function died(how: string): Failure {
  const message = `the thread that reads Python ended (${how})`;
  return { code: 'internal', message, hint: undefined };
}
