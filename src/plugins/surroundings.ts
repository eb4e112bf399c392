// What the translator and the browser give to every component.
import { Clipboard } from '@jupyterlab/apputils';
import type { ITranslator } from '@jupyterlab/translation';
import type { ISurroundings } from '../surroundings';

export function surroundingsOf(
  translator: ITranslator
): Omit<ISurroundings, 'today'> {
  return {
    trans: translator.load('jupyter_cost_tags'),
    locale: localeOf(languageOf(translator), navigator.language),
    copy
  };
}

/** The language's code; JupyterLab 4.2 has none at first, whatever its types say. */
function languageOf(translator: { languageCode?: string }): string {
  return translator.languageCode ?? '';
}

/** JupyterLab's language, in the browser's variant of it. */
export function localeOf(language: string, browser: string): string {
  const wanted = language.replace('_', '-');
  const isDefault = wanted === '' || wanted === 'default';
  const base = isDefault ? 'en' : wanted;
  return browser.split('-')[0] === base.split('-')[0] && !base.includes('-')
    ? browser
    : base;
}

/** The browser's clipboard; where that is refused (no HTTPS), JupyterLab's older way. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    Clipboard.copyToSystem(text);
  }
}
