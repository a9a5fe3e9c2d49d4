// VS Code itself, by @vscode/test-electron, downloaded once into .vscode-test/.
import { join } from 'node:path';

const VERSION = '1.139.1';

/** @param {string} root of the checkout
 * @returns {Promise<{ executable: string } | { why: string }>} */
export async function findVSCode(root) {
  if (process.platform === 'linux' && !process.env.DISPLAY) {
    return { why: 'VS Code: there is no display' };
  }
  try {
    const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
    const cachePath = join(root, '.vscode-test');
    return { executable: await downloadAndUnzipVSCode({ cachePath, version: VERSION }) };
  } catch (error) {
    return { why: `VS Code: it cannot be had (${error.message})` };
  }
}

/** Runs a suite in it; a red suite is told by its own report, not here. */
export async function runInVSCode(executable, { extension, tests, workspace, home, env }) {
  const { runTests } = await import('@vscode/test-electron');
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: extension,
    extensionTestsPath: tests,
    extensionTestsEnv: env,
    launchArgs: [workspace, '--disable-extensions', '--user-data-dir', join(home, 'data')],
  }).catch((error) => console.error(String(error)));
}
