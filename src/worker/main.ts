// The compute process: forked by src/client with its settings as its one argument, in JSON.
import type { EngineService, ProcessSettings } from '../protocol/engineService.ts';
import { engineHandlers, lightMethods } from './handlers.ts';
import { serveParent } from './serve.ts';

const settings: ProcessSettings = JSON.parse(process.argv[2] ?? '{}');
serveParent<EngineService>(engineHandlers(settings), lightMethods);
