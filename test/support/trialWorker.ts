// The compute process of trialService.ts: the real wiring of src/worker, other methods.
import { existsSync } from 'node:fs';
import { EngineError, type ErrorCode } from '../../src/engine/core/error.ts';
import { diskStore } from '../../src/platform/store.ts';
import type { Handlers } from '../../src/protocol/server.ts';
import { jobOf } from '../../src/worker/job.ts';
import { serveParent } from '../../src/worker/serve.ts';
import { bytesOf, keyOf, type TrialService } from './trialService.ts';

const handlers: Handlers<TrialService> = {
  async keep(call, { folder, entries, bytes }) {
    const job = jobOf(call);
    const store = diskStore(folder, { capBytes: 4e7, onProblem: (problem) => call.note(problem) });
    for (let i = 0; i < entries; i++) {
      await job.pause();
      call.progress(i / entries, `Entry ${i}`);
      await store.put(keyOf(i), bytesOf(i, bytes));
    }
    return entries;
  },
  block(call) {
    call.progress(0, 'Blocking');
    for (;;);
  },
  async hold(call, { until }) {
    call.progress(0, 'Holding');
    while (!existsSync(until));
    return 'held';
  },
  async crash(_, { how }) {
    if (how === 'exit') {
      process.stderr.write('the last words\n');
      process.exit(3);
    }
    if (how === 'kill') process.kill(process.pid, 'SIGKILL');
    if (how === 'heap')
      for (const all: object[] = []; ; ) all.push(new Array(1e5).fill(all.length));
    return new Promise(() => {
      setImmediate(() => {
        throw new Error('thrown where nobody catches');
      });
    });
  },
  async refuse(_, { code, hint }) {
    throw new EngineError(code as ErrorCode, 'refused', { hint });
  },
  async inspect(call, { path }) {
    if (path !== 'stuck') return process.pid;
    call.progress(0, 'Stuck');
    for (;;);
  },
  settings: async () => JSON.parse(process.argv[2]),
  ping: async () => process.pid,
};

serveParent<TrialService>(handlers, ['inspect']);
