// The compute process: forked by src/client with its settings as its one argument, in JSON.
import { watchParent } from '../child/watchdog.ts';
import { tryDevice } from '../platform/deviceTrial.ts';
import { type EngineService, looks, type ProcessSettings } from '../protocol/engineService.ts';
import { engineHandlers } from './handlers.ts';
import { serveParent } from './serve.ts';

const settings: ProcessSettings = JSON.parse(process.argv[2] ?? '{}');
if (settings.trial) {
  watchParent(); // a driver may hang
  process.send?.(await tryDevice(), () => process.exit(0)); // drivers keep threads
} else {
  serveParent<EngineService>(engineHandlers(settings), looks);
}
