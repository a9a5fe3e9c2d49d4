// npm run vscode: opens the real editor on the sample workspace with the extension loaded. VS Code
// itself where it can be had; else code-server, in a browser window or at an address to open.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';
import { findCodeServer, openWorkbench, startServer } from './host/codeServer.mjs';
import { findVSCode } from './host/electron.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const sample = join(root, 'media/sample');
const home = mkdtempSync(join(tmpdir(), 'congruity-vscode-'));
try {
  const found = await findVSCode(root);
  if ('executable' in found) await inVSCode(found.executable);
  else await inCodeServer(found.why);
} finally {
  rmSync(home, { recursive: true, force: true });
}

async function inVSCode(executable) {
  const { spawnSync } = await import('node:child_process');
  const args = [
    sample,
    `--extensionDevelopmentPath=${root}`,
    '--user-data-dir',
    join(home, 'data'),
  ];
  spawnSync(executable, [...args, '--wait'], { stdio: 'inherit' });
}

async function inCodeServer(why) {
  const parts = findCodeServer(root);
  if ('why' in parts) {
    console.error(`No editor can be opened.\n  ${why}\n  code-server: ${parts.why}`);
    process.exitCode = 1;
    return;
  }
  console.log(`${why}; code-server is used instead.`);
  const headed = Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
  const browser = findChromium({ headed });
  if (!browser) {
    console.error('No browser that opens a window was found: install Chromium, or set CHROMIUM.');
    process.exitCode = 1;
    return;
  }
  mkdirSync(home, { recursive: true });
  const server = await startServer(parts, { home, args: ['--disable-workspace-trust'] });
  if (!headed)
    console.log('There is no display, so nothing can be seen: set DISPLAY for a window.');
  const opened = await openWorkbench(browser, {
    address: server.address,
    folder: sample,
    extension: root,
    headed,
  });
  console.log('Close the window, or press Ctrl-C, to end it.');
  await new Promise((resolve) => {
    opened.page.on('close', resolve);
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, resolve);
  });
  await opened.close();
  await server.stop();
}
