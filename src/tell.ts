// Tells what could not be done where nothing on screen says it.
import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

/** Wait for something; say why it failed. */
export async function tellFailure(
  trans: TranslationBundle,
  done: Promise<void>
): Promise<void> {
  try {
    await done;
  } catch (error) {
    const { failureOf, failureText } = await import('./lazy');
    Notification.error(failureText(trans, failureOf(error)), {
      autoClose: 10_000
    });
  }
}
