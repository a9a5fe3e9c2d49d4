// One life of the compute process, from fork to its last line.
import { type ChildProcess, fork } from 'node:child_process';
import { cancelledFailure, type Failure } from '../protocol/rpc.ts';

export type ProcessOptions = {
  /** The built worker, a .mjs file. */
  readonly path: string;
  readonly argument: string;
  /** Limit of its JavaScript heap, MB; tensors do not live there. */
  readonly maxOldSpaceMb: number | undefined;
};

export type ProcessEnd = {
  readonly code: number | null;
  readonly signal: string | null;
  readonly lastLines: string;
};

export interface ProcessLife {
  readonly pid: number | undefined;
  send(message: object): void;
  kill(): void;
  /** Resolves when the process is gone and its last words are read. */
  readonly ended: Promise<ProcessEnd>;
}

const KEEP_CHARACTERS = 4000;

export function startProcess(
  { path, argument, maxOldSpaceMb }: ProcessOptions,
  onMessage: (message: unknown) => void,
): ProcessLife {
  const child = fork(path, [argument], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: maxOldSpaceMb === undefined ? [] : [`--max-old-space-size=${maxOldSpaceMb}`],
  });
  child.on('message', onMessage);
  return {
    pid: child.pid,
    send: (message) => {
      // A process that died a moment ago cannot be written to: `ended` tells of it.
      child.send(message, () => undefined);
    },
    kill: () => child.kill('SIGKILL'),
    ended: endOf(child),
  };
}

function endOf(child: ChildProcess): Promise<ProcessEnd> {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-KEEP_CHARACTERS);
  });
  return new Promise((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, lastLines: stderr.trim() }));
    child.on('error', (error) => {
      // It never started; `close` does not come then.
      if (child.pid === undefined) resolve({ code: null, signal: null, lastLines: error.message });
    });
  });
}

export function silenceFailure(method: string, ms: number): Failure {
  return {
    code: 'file-unsafe',
    message: `${method} gave no sign of life for ${Math.round(ms / 1000)} s: it was ended`,
    hint: 'The file is damaged or made to hold up its reader, or its disk does not answer.',
  };
}

/** Why a process that was not asked to end has ended. */
export function crashFailure(
  { code, signal, lastLines }: ProcessEnd,
  named = 'the compute process',
): Failure {
  // Ctrl-C in a terminal reaches this process too, perhaps before it has learnt to leave that to us.
  if (signal === 'SIGINT') return cancelledFailure;
  const how = signal !== null ? `signal ${signal}` : `exit code ${code}`;
  const outOfMemory = /heap out of memory|bad_alloc|Out of memory/i.test(lastLines);
  if (outOfMemory || signal === 'SIGKILL') {
    const who = outOfMemory ? 'ran out of memory' : 'was killed, most likely for want of memory';
    return {
      code: 'memory',
      message: `${named} ${who} (${how})`,
      hint: 'Use fewer pairs or a smaller model, or close other programs.',
    };
  }
  const said = lastLines
    .split('\n')
    .filter((line) => /\S/.test(line) && !/^\s+at |^Node\.js v|^[\s\]})]*$/.test(line))
    .slice(-6)
    .join('\n');
  return {
    code: 'internal',
    message: `${named} ended unexpectedly (${how})${said ? `:\n${said}` : ''}`,
    hint: 'Run it again; if that does not help, check the runtime.',
  };
}
