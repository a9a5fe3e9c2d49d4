// What the suite inside the extension host left of itself (test/host/suite.ts).
import { readFileSync } from 'node:fs';

/** @typedef {{ done: boolean, editor: string, node: string, tests: import('./say.mjs').Tested[],
 *   figures: Record<string, number> }} Report */

/** @param {string} path
 * @returns {Report} with nothing done, where there is none */
export function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    console.error(` ✗ the suite in the editor left no report: ${error.message}`);
    return { done: false, editor: '?', node: '?', tests: [], figures: {} };
  }
}
