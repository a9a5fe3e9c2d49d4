// What only the eye sees: the real workbench driven from outside, with code-server. A scene is a window
// of its own; its tests run one after the other and may stand on what came before.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeWorkspace } from '../../scripts/host/workspace.mjs';
import { code } from './ui/code.mjs';
import { keyboard, runs, runsWorkspace } from './ui/comparison.mjs';
import { exporting } from './ui/export.mjs';
import { fleet } from './ui/fleet.mjs';
import { gguf, makeGguf } from './ui/gguf.mjs';
import { hostile, hostileWorkspace } from './ui/hostile.mjs';
import { live, liveWorkspace } from './ui/live.mjs';
import { explorerMenus, firstVerdict, itsRuntime, selectedCompare } from './ui/menus.mjs';
import { noPast, past } from './ui/past.mjs';
import { restricted } from './ui/restricted.mjs';
import { shotScenes } from './ui/shots.mjs';
import { studies } from './ui/studies.mjs';
import { makeBig, viewer } from './ui/viewer.mjs';
import { walkthrough } from './ui/walkthrough.mjs';

/** `workspace`: makes the folder that the window shows; without it, the sample's. `forcedColors`: the
 * system asks for high contrast.
 * @typedef {{ name: string, tests: readonly import('./ui/workbench.mjs').UiTest[],
 *   workspace?: (folder: string) => void, restricted?: boolean, forcedColors?: boolean,
 *   size?: { width: number, height: number } }} Scene */

const sample = fileURLToPath(new URL('../../media/sample', import.meta.url));

/** @param {string} folder */
function viewerWorkspace(folder) {
  makeWorkspace(folder);
  makeBig(join(folder, 'big'));
  makeGguf(join(folder, 'gguf'));
}

/** @type {readonly Scene[]} */
const short = [
  {
    name: 'short',
    tests: [explorerMenus[0], ...firstVerdict, ...itsRuntime, code[0]],
  },
];

/** @type {readonly Scene[]} */
const all = [
  {
    name: 'compare',
    tests: [
      ...noPast,
      ...explorerMenus,
      ...firstVerdict,
      ...exporting,
      ...past,
      ...selectedCompare,
    ],
  },
  { name: 'viewer', tests: [...viewer, ...walkthrough, ...gguf], workspace: viewerWorkspace },
  { name: 'code', tests: [...explorerMenus.slice(0, 1), ...firstVerdict, ...code, ...fleet] },
  {
    name: 'runs',
    tests: [...explorerMenus.slice(0, 1), ...runs, ...keyboard],
    workspace: runsWorkspace(sample),
  },
  { name: 'live', tests: live, workspace: liveWorkspace(sample) },
  { name: 'studies', tests: studies },
  { name: 'hostile', tests: hostile, workspace: hostileWorkspace(`${sample}/modsum`) },
  { name: 'restricted', tests: restricted, restricted: true },
];

/** @returns {readonly Scene[]} */
export function scenesOf({ ui, only }) {
  const scenes = { short, all, shots: shotScenes(sample), none: [] }[ui];
  return only ? scenes.filter(({ name }) => name.includes(only)) : scenes;
}
