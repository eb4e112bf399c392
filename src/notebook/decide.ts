// Decides what a notebook bills to, and what its chip says.
import { own } from '../record';
import { valueOf } from '../resource';
import { ruleOf } from '../sections/judged';
import { billsTo, bundleOf, effective } from '../sections/who';
import type { ISnapshot } from '../tokens';
import type { IGuard, IPolicyView, Tags } from '../types';
import { inForce, NOTHING, type INotebookState } from './choice';

/** The bundle that I bill to without a word of the notebook; null: none. */
export function myBundle(snapshot: ISnapshot): string | null {
  const guard = valueOf(snapshot.guard);
  const policy = valueOf(snapshot.policy);
  const mine = bundleOf(effective(valueOf(snapshot.whoami)), policy);
  return guard?.bundle ?? mine?.name ?? null;
}

/** The tags of one of the policy's bundles. */
export function tagsOf(
  policy: IPolicyView | null,
  bundle: string | null
): Tags {
  return policy?.bundles.find(one => one.name === bundle)?.tags ?? {};
}

/** The tags that a launch of this notebook would get, as far as they are known here. */
export function tagsInForce(
  snapshot: ISnapshot,
  state: INotebookState | null
): Tags {
  const policy = valueOf(snapshot.policy);
  const choice = state ? inForce(state) : NOTHING;
  return {
    ...effective(valueOf(snapshot.whoami)),
    ...tagsOf(policy, valueOf(snapshot.guard)?.bundle ?? null),
    ...tagsOf(policy, choice.bundle),
    ...choice.tags
  };
}

/** What the chip says. */
export type Chip =
  | { readonly kind: 'hidden' }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'off' }
  | { readonly kind: 'mine'; readonly name: string }
  | { readonly kind: 'own'; readonly name: string; readonly more: number }
  | { readonly kind: 'differs'; readonly theirs: string; readonly mine: string }
  | { readonly kind: 'not-in-policy'; readonly name: string }
  | { readonly kind: 'missing'; readonly keys: readonly string[] };

/** Decide it; hidden while nothing is known, and where nothing is judged or chosen. */
export function chipOf(snapshot: ISnapshot, state: INotebookState): Chip {
  const guard = valueOf(snapshot.guard);
  const policy = valueOf(snapshot.policy);
  const isIdle = policy?.state === 'none' && state.said.kind === 'nothing';
  if (!guard || !policy || isIdle) {
    return { kind: 'hidden' };
  }
  if (state.said.kind === 'unreadable') {
    return { kind: 'unreadable' };
  }
  if (isOff(guard, state.kernelId)) {
    return { kind: 'off' };
  }
  const here = chosenHere(snapshot, policy, state);
  return here === null
    ? chosenForAll(snapshot, policy)
    : refusedHere(here, state);
}

/** What the server doesn't take isn't in use, whatever the notebook says. */
function refusedHere(here: Chip, { refusal }: INotebookState): Chip {
  return refusal === null || here.kind === 'not-in-policy'
    ? here
    : { kind: 'refused', message: refusal };
}

/** Off for all, or by a word in this kernel. */
function isOff(guard: IGuard, kernelId: string | null): boolean {
  const here = guard.kernels.find(
    one => kernelId !== null && one.kernel_id === kernelId
  );
  return (here?.mode ?? guard.mode) === 'off';
}

/** What the notebook itself chose; null when that is nothing, or when mine was preferred. */
function chosenHere(
  snapshot: ISnapshot,
  policy: IPolicyView,
  state: INotebookState
): Chip | null {
  const { bundle, tags } = inForce(state);
  const first = Object.entries(tags)[0];
  if (bundle === null) {
    return first
      ? {
          kind: 'own',
          name: first.join('='),
          more: Object.keys(tags).length - 1
        }
      : null;
  }
  if (!policy.bundles.some(one => one.name === bundle)) {
    return { kind: 'not-in-policy', name: bundle };
  }
  const mine = myBundle(snapshot);
  return mine !== null && mine !== bundle && state.answer === null
    ? { kind: 'differs', theirs: bundle, mine }
    : { kind: 'own', name: bundle, more: 0 };
}

function chosenForAll(snapshot: ISnapshot, policy: IPolicyView): Chip {
  const whoami = valueOf(snapshot.whoami);
  const mine = myBundle(snapshot);
  if (mine !== null) {
    return { kind: 'mine', name: mine };
  }
  if (!whoami) {
    return { kind: 'hidden' };
  }
  const name = billsTo(whoami, policy);
  return whoami.missing.length > 0 || name === null
    ? { kind: 'missing', keys: whoami.missing }
    : { kind: 'mine', name };
}

/** The bundle that would give a launch all these keys: mine, or the only one; null: not one. */
export function bundleFor(
  keys: readonly string[],
  snapshot: ISnapshot
): string | null {
  const policy = valueOf(snapshot.policy);
  const fitting = (policy?.bundles ?? []).filter(bundle =>
    keys.every(key => own(bundle.tags, key) && !ruleOf(policy, key)?.protected)
  );
  const mine = fitting.find(bundle => bundle.name === myBundle(snapshot));
  const only = fitting.length === 1 ? fitting[0] : undefined;
  return keys.length === 0 ? null : ((mine ?? only)?.name ?? null);
}
