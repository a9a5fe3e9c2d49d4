// A parent that can be killed: starts the trial worker, tells its process id, keeps it busy.
import { startEngine } from '../../src/client/engineClient.ts';
import type { TrialService } from './trialService.ts';

const [worker, folder, method] = process.argv.slice(2);
const engine = startEngine<TrialService>({ worker });
await engine.call('ping', {});
const options = { onProgress: () => process.stdout.write(`${engine.pid}\n`) };
if (method === 'block') await engine.call('block', {}, options);
else await engine.call('keep', { folder, entries: 1e6, bytes: 10 }, options);
