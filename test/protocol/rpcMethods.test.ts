// Methods of two special kinds: those that hand out their result in parts, and those that go beside.
import { describe, expect, test } from 'vitest';
import { cancelledFailure } from '../../src/protocol/rpc.ts';
import type { Handlers } from '../../src/protocol/server.ts';
import { manualTimer, wired } from '../support/wired.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('parts of a long result', () => {
  interface Counting {
    count(request: { to: number }, onPart: (part: readonly number[]) => void): Promise<string>;
  }
  const handlers: Handlers<Counting> = {
    async count(call, { to }) {
      for (let i = 0; i < to; i++) {
        call.part([i]);
        if (i % 2 === 0) await turn();
      }
      return 'counted';
    },
  };

  test('come in order, to their own call, and all before the result', async () => {
    const { caller } = wired(handlers);
    const heard: string[] = [];
    const listen = (name: string) => ({
      onPart: ([i]: readonly number[]) => void heard.push(`${name}${i}`),
    });
    const calls = [
      caller.call('count', { to: 3 }, listen('a')).result,
      caller.call('count', { to: 2 }, listen('b')).result,
    ];
    expect(await calls[0]).toBe('counted');
    expect(heard).toEqual(['a0', 'a1', 'a2']);
    await calls[1];
    expect(heard.slice(3)).toEqual(['b0', 'b1']);
  });

  test('go nowhere where nobody listens, and after the call is abandoned', async () => {
    const { caller } = wired(handlers);
    expect(await caller.call('count', { to: 2 }).result).toBe('counted');
    const heard: unknown[] = [];
    const onPart = (part: unknown) => void heard.push(part);
    const { id, result } = caller.call('count', { to: 9 }, { onPart });
    caller.abandon(id);
    await expect(result).rejects.toMatchObject({ code: 'cancelled' });
    expect(await caller.call('count', { to: 1 }).result).toBe('counted');
    expect(heard).toEqual([]);
  });
});

describe('methods that go beside', () => {
  interface Two {
    long(request: Record<string, never>): Promise<string>;
    light(request: { readonly wait: boolean }): Promise<string>;
  }
  const setUp = () => {
    let finish: (text: string) => void = () => undefined;
    const long = new Promise<string>((resolve) => {
      finish = resolve;
    });
    const light: Handlers<Two>['light'] = async (call, { wait }) => {
      while (wait && !call.cancelled) await turn();
      if (call.cancelled) throw cancelledFailure;
      return 'light';
    };
    const { caller } = wired<Two>({ long: () => long, light }, manualTimer(), ['light']);
    return { caller, finish: () => finish('long') };
  };

  test('are answered while another call runs, and do not let a third one overtake', async () => {
    const { caller, finish } = setUp();
    const ended: string[] = [];
    const note = (name: string) => () => void ended.push(name);
    const first = caller.call('long', {}).result.then(note('first'));
    const second = caller.call('long', {}).result.then(note('second'));
    expect(await caller.call('light', { wait: false }).result).toBe('light');
    expect(ended).toEqual([]);
    finish();
    await Promise.all([first, second]);
    expect(ended).toEqual(['first', 'second']);
  });

  test('are cancelled alone', async () => {
    const { caller, finish } = setUp();
    const long = caller.call('long', {}).result;
    const light = caller.call('light', { wait: true });
    await turn(); // it has begun
    caller.cancel(light.id);
    await expect(light.result).rejects.toMatchObject({ code: 'cancelled' });
    finish();
    expect(await long).toBe('long');
  });
});
