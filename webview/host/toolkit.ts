// Microsoft's webview UI toolkit (archived; asked for by name): the one module that knows it, and only
// the components that are used. To leave it, give `button` a <button>.
// biome-ignore lint/style/noRestrictedImports: this is the module that wraps it
import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';
import { dress } from './element.ts';

provideVSCodeDesignSystem().register(vsCodeButton());

/** A secondary button. */
export function button(label: string, press: () => void, action?: string): HTMLElement {
  const made = dress(
    document.createElement('vscode-button'),
    { appearance: 'secondary', 'data-action': action },
    [label],
  );
  made.addEventListener('click', press);
  return made;
}
