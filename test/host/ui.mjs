// What only the eye sees: the real workbench driven from outside, with code-server. A scene is a window
// of its own; its tests run one after the other and may stand on what came before.
import { explorerMenus, firstVerdict, selectedCompare } from './ui/menus.mjs';

/** `workspace`: makes the folder that the window shows; without it, the sample's.
 * @typedef {{ name: string, tests: readonly import('./ui/workbench.mjs').UiTest[],
 *   workspace?: (home: string) => string, restricted?: boolean,
 *   size?: { width: number, height: number } }} Scene */

/** @type {readonly Scene[]} */
const short = [{ name: 'short', tests: [...explorerMenus, ...firstVerdict] }];

/** @type {readonly Scene[]} */
const all = [{ name: 'menus', tests: [...explorerMenus, ...firstVerdict, ...selectedCompare] }];

/** @returns {readonly Scene[]} */
export function scenesOf({ ui, only }) {
  const scenes = { short, all, shots: [] }[ui];
  return only ? scenes.filter(({ name }) => name.includes(only)) : scenes;
}
