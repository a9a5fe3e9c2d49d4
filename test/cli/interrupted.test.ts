// A run that is stopped from the keyboard.
import { describe, expect, test } from 'vitest';
import { ab, bc, commandLine, task } from '../support/commandLine.ts';

const { congruity, written } = commandLine();

describe('Ctrl-C', () => {
  const long = () => ['compare', ab, bc, '--task', task, '--pairs', '100000', '--json', 'x.json'];

  test('ends the run cleanly: 130, and no half file', async () => {
    const ended = await congruity(long(), {}, (pid) => process.kill(pid, 'SIGINT'));
    expect(ended.code).toBe(130);
    expect(ended.stderr).toMatch(/stopping\n[\s\S]*cancelled/);
    expect(written()).toEqual([]);
  });

  test('twice: at once', async () => {
    const ended = await congruity(long(), {}, (pid) => {
      process.kill(pid, 'SIGINT');
      setImmediate(() => process.kill(pid, 'SIGTERM'));
    });
    expect(ended.code).toBe(130);
    expect(written()).toEqual([]);
  });
});
