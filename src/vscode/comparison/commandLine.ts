// The command that makes the same report in a terminal, safe to paste there whatever the names hold.
import type { PanelRequest } from '../../protocol/panelService.ts';
import { modelsWith, type Shell, shellLine } from '../../words/shellLine.ts';

/** Which syntax a terminal reads that starts `path`, the editor's default shell ('' when it has none). */
export function shellOf(path: string, platform: NodeJS.Platform): Shell {
  const name =
    path
      .split(/[\\/]/)
      .pop()
      ?.toLowerCase()
      .replace(/\.exe$/, '') ?? '';
  if (name === 'cmd') return 'cmd';
  if (/^(?:pwsh|powershell)/.test(name)) return 'PowerShell';
  return name === '' && platform === 'win32' ? 'PowerShell' : 'sh';
}

/**
 * `cli` is the command line that comes with the extension. Throws where a name cannot be written in
 * the shell's syntax.
 */
export function commandLineOf(request: PanelRequest, cli: string, shell: Shell): string {
  const { models, task, options, trajectory } = request;
  const flags = [
    ['--task', task],
    ['--pairs', options.pairs],
    ['--seed', options.seed],
    ['--resamples', options.resamples],
    ['--level', options.level],
    ['--margin', options.margin],
    ['--full-margin', options.fullMargin],
    ['--work', options.work],
    ['--stages', options.stages],
    ['--budget', options.budget],
    ['--threads', options.threads],
    ['--memory', options.memory],
    ['--device', options.device],
  ].flatMap(([flag, value]) => (value === undefined || value === null ? [] : [flag, value]));
  const ofModels = ['interpret', 'compare'][models.length - 1] ?? 'fleet';
  const verb = trajectory ? 'trajectory' : ofModels;
  return shellLine(shell, ['node', cli, verb, ...modelsWith(flags, models)].map(String));
}
