// Gets an editor for the tests where none is there. A program of its own: `npm test` runs it beside the other
// tests, for an installation takes minutes and the network. Whether it went well is told when the editor is needed.
import { fileURLToPath } from 'node:url';
import { findCodeServer } from './codeServer.mjs';
import { findVSCode } from './electron.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const desktop = await findVSCode(root);
if ('why' in desktop) findCodeServer(root);
