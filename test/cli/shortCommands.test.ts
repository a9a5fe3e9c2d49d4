// The commands that answer at once, as their users run them: inspect, task, doctor.
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ab, commandLine, task } from '../support/commandLine.ts';
import { fixture } from '../support/fixture.ts';

const cli = commandLine();
const { congruity } = cli;

describe('the short commands', () => {
  test('inspect lists tensors', async () => {
    const { code, stdout } = await congruity(['inspect', ab]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/GPT-2/);
    const view = JSON.parse((await congruity(['inspect', '--json', ab])).stdout);
    for (const { name } of view.tensors) expect(stdout).toContain(name);
  });

  test('inspect reads a lone GGUF file', async () => {
    const { code, stdout } = await congruity(['inspect', fixture('gguf/llama.gguf')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/container +GGUF 3\n +family +Llama in GGUF/);
    expect(stdout).toMatch(/Weights are dequantised: .* Q8_0 \(15\)/);
  });

  test('inspect makes nothing', async () => {
    await congruity(['inspect', ab], { CONGRUITY_CACHE: join(cli.folder, 'cache') });
    expect(readdirSync(cli.folder)).toEqual([]);
  });

  test("task check shows the task in the model's tokens", async () => {
    const { code, stdout } = await congruity(['task', 'check', task, '--model', ab]);
    expect(stdout).toMatch(/fits this model/);
    expect(stdout).toMatch(/the answer is read here/);
    expect(code).toBe(0);
  });

  test('task list has the built-in tasks', async () => {
    const { code, stdout } = await congruity(['task', 'list']);
    expect(stdout).toMatch(/^ {2}ioi +\S.*\n {2}greater-than /);
    const names = JSON.parse((await congruity(['task', 'list', '--json'])).stdout);
    expect(names).toContainEqual({ name: 'max4', description: expect.any(String) });
    expect(code).toBe(0);
  });

  test('task check without a model shows the task, or all that is wrong with it', async () => {
    const right = await congruity(['task', 'check', task]);
    expect(right.stdout).toMatch(
      /^modsum: .*\nThe task is right[\s\S]* template +"\{a\} \{b\} , \{c\} ="\n/,
    );
    expect(right.code).toBe(0);
    const bare =
      '{"name": "bare", "template": "{a}", "variables": {"a": ["1", "2"]}, "answer": "{a}"}';
    writeFileSync(join(cli.folder, 'bare.task.json'), bare);
    const { stdout: ofBare } = await congruity(['task', 'check', 'bare.task.json']);
    expect(ofBare).toMatch(/^bare\nThe task is right/); // it describes nothing
    const text = '{"template": "{a} {q} =",\n"variables": {"a": ["1"]},\n"answer": "{z}"}';
    writeFileSync(join(cli.folder, 'wrong.task.json'), text);
    const { code, stdout } = await congruity(['task', 'check', 'wrong.task.json']);
    expect(stdout).toContain('wrong.task.json:1:19: {q} is not among "variables"');
    expect(stdout).toContain('wrong.task.json:3:11: there is no variable "z"');
    expect(code).toBe(65);
    const { problems } = JSON.parse(
      (await congruity(['task', 'check', 'wrong.task.json', '--json'])).stdout,
    );
    expect(problems[1]).toEqual({ line: 3, column: 11, message: 'there is no variable "z"' });
  });

  test('what the native runtime would tell its maker is off: it keeps no id of the machine', async () => {
    const home = join(cli.folder, 'home');
    const env = { HOME: home, XDG_CACHE_HOME: home, ORT_DISABLE_TELEMETRY: '0' };
    const { code } = await congruity(['interpret', ab, '--task', task, '--pairs', '2'], env);
    expect(code).toBe(0);
    expect(existsSync(home)).toBe(false);
  });

  test('doctor passes its self-checks and measures', async () => {
    const own = join(cli.folder, 'cache');
    const { code, stdout } = await congruity(['doctor', '--json'], { CONGRUITY_CACHE: own });
    const view = JSON.parse(stdout);
    expect(view.checks.filter((check: { passed: boolean }) => !check.passed)).toEqual([]);
    expect(view.matmulGflops).toBeGreaterThan(0);
    expect(view.cache).toMatchObject({ folder: own, problem: null });
    expect(code).toBe(0);
  });
});
