// npm run bench -- first: how soon somebody who asks sees something: the structure of a model, and from the start of its
// sweep a first flow map. In the product's own compute process, started for it, with nothing kept. Of SmolLM2 where its
// file is in the cache folder already, else of a model at random of its shape.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Engine, startEngine } from '../../src/client/engineClient.ts';
import { pathOf, realModels } from '../real/models.ts';
import type { Figure } from './figure.ts';
import { randomSubjects } from './realSubjects.ts';

const [smollm2] = realModels;

/** Since the process was asked for: by the clock, and of its processors; undefined: the system does not tell. */
export type Moment = { readonly seconds: number; readonly cpu: number | undefined };

/** When something of a model was there. */
export type Moments = {
  readonly structure: Moment;
  /** Of a run: when its sweep began, and when it told its first flow map. */
  readonly swept: Moment;
  readonly told: Moment;
};

export async function* firstFigures(): AsyncGenerator<Figure> {
  const path = pathOf(smollm2);
  const { task, one } = existsSync(path)
    ? { task: 'ioi', one: { name: smollm2.name, path } }
    : randomSubjects();
  const [structure] = await momentsOf((engine, now) =>
    engine.call('inspect', { path: one.path }).then(() => [now()]),
  );
  const [swept, told] = await momentsOf((engine, now) => firstMap(engine, now, one.path, task));
  yield* figuresOf(one.name, { structure, swept, told });
}

export function figuresOf(name: string, { structure, swept, told }: Moments): Figure[] {
  const request = { seconds: 0, cpu: 0 };
  const whole = `; ${between(request, told)} from the request`;
  return [
    {
      what: `${name}: its structure, from the request`,
      ...{ bar: '<= 1 s', found: between(request, structure), met: structure.seconds <= 1 },
    },
    {
      what: `${name}: a first flow map, from the start of its sweep`,
      ...{ bar: '<= 10 s', found: between(swept, told) + whole },
      met: told.seconds - swept.seconds <= 10,
    },
  ];
}

/** "7.0 s, 12.4 s of CPU", which a busy machine changes less. */
function between(from: Moment, to: Moment): string {
  const seconds = `${(to.seconds - from.seconds).toFixed(1)} s`;
  if (from.cpu === undefined || to.cpu === undefined) return seconds;
  return `${seconds}, ${(to.cpu - from.cpu).toFixed(1)} s of CPU`;
}

type Now = () => Moment;

/** What is noted while a process works that is started for it. */
async function momentsOf(run: (engine: Engine, now: Now) => Promise<readonly Moment[]>) {
  const engine = startEngine({ worker: resolve('dist/worker.mjs'), settings: { cache: false } });
  const begun = performance.now();
  const now = () => ({ seconds: (performance.now() - begun) / 1000, cpu: cpuOf(engine.pid) });
  try {
    return await run(engine, now);
  } finally {
    await engine.stop();
  }
}

/** The end of the gate, and the first report that is told before the last one. */
async function firstMap(engine: Engine, now: Now, a: string, task: string) {
  let swept: Moment | undefined;
  const told = new Promise<readonly Moment[]>((found, fail) => {
    const listeners = {
      onProgress: ({ doing }: { readonly doing: string }) => {
        if (doing.startsWith('first look')) swept ??= now();
      },
      onPart: () => found([swept ?? now(), now()]),
    };
    const ended = () => fail(new Error('the run ended before it told anything'));
    engine.call('interpret', { a, task }, listeners).then(ended, fail);
  });
  return told;
}

const ticksASecond = 100; // of Linux, whatever the machine

function cpuOf(pid: number | undefined): number | undefined {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return undefined;
  const [, afterName] = readFileSync(stat, 'utf8').split(/\) (?!.*\) )/);
  const [user, system] = afterName.split(' ').slice(11, 13).map(Number);
  return (user + system) / ticksASecond;
}
