// Task files in the editor: what is wrong in them, and what their mixed prompts say.
import type { Disposable } from 'vscode';
import type { Services } from '../services.ts';
import { registerTaskDiagnostics } from './diagnostics.ts';
import { registerTaskHover } from './hover.ts';

export function register(services: Services): Disposable {
  return services.vscode.Disposable.from(
    registerTaskDiagnostics(services),
    registerTaskHover(services),
  );
}
