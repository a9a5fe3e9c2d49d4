// The checkpoint viewer and the tensor comparison in a browser, over the extension's own code and the
// engine's own handlers, in one process.
import type { Locator, Page } from 'playwright-core';
import type { Uri } from 'vscode';
import { CallError } from '../../src/protocol/rpc.ts';
import type { Call } from '../../src/protocol/server.ts';
import type { Compute } from '../../src/vscode/compute.ts';
import { openDiff } from '../../src/vscode/viewer/openDiff.ts';
import { openViewer, type ViewerServices } from '../../src/vscode/viewer/openViewer.ts';
import { engineHandlers } from '../../src/worker/handlers.ts';
import { failureOf } from '../../src/worker/serve.ts';
import { type HostedLook, openHosted } from './hosted.ts';
import type { NewPage } from './pages.ts';

type Answer = (method: string, params: unknown, call: Call) => Promise<unknown>;

export type ViewerLook = HostedLook & {
  /** Answers in the engine's place. */
  readonly compute?: Answer;
  /** Whether something can reveal the line that defines a tensor. */
  readonly reveals?: boolean;
};

/** What the pages asked of the editor. */
export type Asked = { readonly copied: string[]; readonly revealed: unknown[] };

export async function openViewerPage(newPage: NewPage, path: string, look: ViewerLook = {}) {
  const { services, asked } = servicesFor(look);
  const uri = { scheme: 'file', fsPath: path } as Uri;
  const serve = (webview: Parameters<typeof openViewer>[1]) => openViewer(services, webview, uri);
  return { ...(await openHosted(newPage, 'checkpoint', serve, look)), asked };
}

export async function openDiffPage(newPage: NewPage, a: string, b: string, look: ViewerLook = {}) {
  const { services, asked } = servicesFor(look);
  const serve = (webview: Parameters<typeof openDiff>[1]) => openDiff(services, webview, [a, b]);
  return { ...(await openHosted(newPage, 'checkpointDiff', serve, look)), asked };
}

function servicesFor({ compute, reveals }: ViewerLook) {
  const asked: Asked = { copied: [], revealed: [] };
  const reveal = 'congruity.revealDefinition';
  const services = {
    vscode: {
      commands: {
        getCommands: async () => (reveals ? [reveal] : []),
        executeCommand: async (id: string, request: unknown) => {
          if (id === reveal) asked.revealed.push(request);
        },
      },
      env: { clipboard: { writeText: async (text: string) => void asked.copied.push(text) } },
    },
    log: { debug: () => undefined },
    compute: computeOver(compute ?? engineAnswer),
  };
  return { services: services as unknown as ViewerServices, asked };
}

const engineAnswer: Answer = (method, params, call) => {
  const handlers = engineHandlers({ cache: false });
  const handler = handlers[method as keyof typeof handlers] as unknown as (
    call: Call,
    params: unknown,
  ) => Promise<unknown>;
  return handler(call, params);
};

/** Calls as over the process boundary: copies in both directions, CallErrors out. */
function computeOver(answer: Answer): Compute {
  const call: Compute['call'] = async (method, params, options = {}) => {
    const given: Call = {
      get cancelled() {
        return options.signal?.aborted ?? false;
      },
      progress: (fraction, doing) => options.onProgress?.({ fraction, doing }),
      note: (text) => options.onNote?.(text),
      part: (part) => options.onPart?.(structuredClone(part)),
    };
    try {
      return structuredClone(await answer(method, structuredClone(params), given)) as never;
    } catch (thrown) {
      throw new CallError(failureOf(thrown));
    }
  };
  return { call, pid: undefined, dispose: () => undefined };
}

/** The lines of a tree as they are read. */
export const lines = (page: Page) =>
  page
    .getByRole('treeitem')
    .evaluateAll((all) =>
      all.map((line) => (line as HTMLElement).innerText.replace(/\s+/g, ' ').trim()),
    );

/** A slow click: between press and release something happens on the page. */
export async function pressWhile(target: Locator, happen: () => Promise<void>): Promise<void> {
  await target.hover();
  const { mouse } = target.page();
  await mouse.down();
  await happen();
  await mouse.up();
}
