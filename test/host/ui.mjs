// What only the eye sees: the real workbench driven from outside, with code-server, in scenes.
import { fileURLToPath } from 'node:url';
import { makeWorkspace } from '../../scripts/host/workspace.mjs';
import { code } from './ui/code.mjs';
import { keyboard, makeRuns, runs } from './ui/comparison.mjs';
import { exporting } from './ui/export.mjs';
import { fleet } from './ui/fleet.mjs';
import { gguf, makeGguf } from './ui/gguf.mjs';
import { hostile, makeHostile } from './ui/hostile.mjs';
import { live, makeLive } from './ui/live.mjs';
import { explorerMenus, firstVerdict, itsRuntime, selectedCompare } from './ui/menus.mjs';
import { noPast, past } from './ui/past.mjs';
import { restricted } from './ui/restricted.mjs';
import { shotScenes } from './ui/shots.mjs';
import { studies } from './ui/studies.mjs';
import { makeBig, viewer } from './ui/viewer.mjs';
import { walkthrough } from './ui/walkthrough.mjs';

/** Its tests run one after the other and may stand on what came before in it. `furnish`: what puts the things that it
 * needs into the folder that the window shows; without it, the sample. `forcedColors`: the system asks for high contrast.
 * @typedef {{ name: string, tests: readonly import('./ui/workbench.mjs').UiTest[],
 *   furnish?: readonly ((folder: string) => void)[], restricted?: boolean, forcedColors?: boolean,
 *   size?: { width: number, height: number } }} Scene */

/** The scenes that one window plays in turn: each begins with no editor open, in a folder that has what all want.
 * A window takes a processor ten seconds before it stands.
 * @typedef {readonly Scene[]} Window */

const sample = fileURLToPath(new URL('../../media/sample', import.meta.url));

/** @type {readonly Window[]} */
const short = [
  [
    {
      name: 'short',
      tests: [explorerMenus[0], ...firstVerdict, ...itsRuntime, code[0]],
    },
  ],
];

/** @type {readonly Window[]} */
const all = [
  [
    {
      name: 'compare',
      tests: [...noPast, ...explorerMenus, ...firstVerdict, ...exporting, ...past],
    },
    { name: 'code', tests: [...firstVerdict, ...code, ...fleet] },
    { name: 'studies', tests: studies },
    { name: 'selected', tests: selectedCompare }, // what is selected stays so, and is in menus from then on
  ],
  [
    {
      name: 'viewer',
      tests: [...viewer, ...walkthrough, ...gguf],
      furnish: [makeWorkspace, makeBig, makeGguf],
    },
    { name: 'hostile', tests: hostile, furnish: [makeHostile(`${sample}/modsum`)] },
  ],
  [
    {
      name: 'runs',
      tests: [...explorerMenus.slice(0, 1), ...runs, ...keyboard],
      furnish: [makeRuns(sample)],
    },
  ],
  [{ name: 'live', tests: live, furnish: [makeLive(sample)] }],
  [{ name: 'restricted', tests: restricted, restricted: true }],
];

/** @returns {readonly Window[]} */
export function windowsOf({ ui, only }) {
  const windows = { short, all, shots: shotScenes(sample).map((scene) => [scene]), none: [] }[ui];
  if (!only) return windows;
  return windows
    .map((scenes) => scenes.filter(({ name }) => name.includes(only)))
    .filter((scenes) => scenes.length > 0);
}
