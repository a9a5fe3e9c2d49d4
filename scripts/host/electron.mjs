// VS Code itself, by @vscode/test-electron, downloaded once into .vscode-test/.
import { spawnSync } from 'node:child_process';
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

/** Installs a package (.vsix) for a run with that home. */
export async function installInVSCode(executable, vsix, home) {
  const { resolveCliPathFromVSCodeExecutablePath } = await import('@vscode/test-electron');
  const places = ['--extensions-dir', join(home, 'extensions'), '--user-data-dir', dataOf(home)];
  const { status, stdout, stderr } = spawnSync(
    resolveCliPathFromVSCodeExecutablePath(executable),
    ['--install-extension', vsix, '--force', ...places],
    { encoding: 'utf8', shell: process.platform === 'win32' },
  );
  if (status !== 0) throw new Error(`${vsix} could not be installed:\n${stdout}${stderr}`);
}

/** Runs a suite in it; a red suite is told by its own report, not here. */
export async function runInVSCode(executable, { extension, tests, workspace, home, env }) {
  const { runTests } = await import('@vscode/test-electron');
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: extension,
    extensionTestsPath: tests,
    extensionTestsEnv: env,
    launchArgs: [
      ...[workspace, '--extensions-dir', join(home, 'extensions')], // none, or the package
      ...['--user-data-dir', dataOf(home)],
    ],
  }).catch((error) => console.error(String(error)));
}

function dataOf(home) {
  return join(home, 'data');
}
