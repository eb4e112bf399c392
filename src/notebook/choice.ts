// Which choice of a notebook counts.
import type { IPolicyView } from '../types';
import type { IChoice, Said } from './metadata';

/** Whose bundle counts where a notebook brings another than mine. */
export type Answer = 'notebook' | 'mine';

export const NOTHING: IChoice = { bundle: null, tags: {} };

/** What a notebook says and what was answered to it. */
export interface INotebookState {
  readonly said: Said;
  readonly answer: Answer | null;
  readonly kernelId: string | null;
  /** Why the server does not take what the notebook says; null while it does. */
  readonly refusal: string | null;
}

/** What kernels should go by: the notebook's own choice, unless mine was preferred here. */
export function inForce({ said, answer }: INotebookState): IChoice {
  return said.kind === 'choice' && answer !== 'mine' ? said.choice : NOTHING;
}

/** The same as the server takes it: a bundle that the policy doesn't have is none. */
export function usable(
  state: INotebookState,
  policy: IPolicyView | null
): IChoice {
  const { bundle, tags } = inForce(state);
  const isThere =
    policy === null || policy.bundles.some(one => one.name === bundle);
  return { bundle: isThere ? bundle : null, tags };
}
