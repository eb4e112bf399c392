// The words for what the wire calls by codes: kinds, states, sources, faults.
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Failure } from './resource';
import type { IOutcome } from './rowfix';
import { visible } from './text';
import type { IScannedResource, ISourcedTag } from './types';
import type { Fault } from './validate';
import { own } from './record';

/** A kind of resource for people, singular. */
export function kindName(trans: TranslationBundle, kind: string): string {
  const names: Readonly<Record<string, string>> = {
    'training-job': trans.__('training'),
    'processing-job': trans.__('processing'),
    'transform-job': trans.__('transform'),
    'hyper-parameter-tuning-job': trans.__('tuning'),
    'automl-job': trans.__('AutoML'),
    'labeling-job': trans.__('labeling'),
    'compilation-job': trans.__('compilation'),
    'inference-recommendations-job': trans.__('inference recommendations'),
    'monitoring-schedule': trans.__('monitoring schedule'),
    endpoint: trans.__('endpoint'),
    'endpoint-config': trans.__('endpoint config'),
    'inference-component': trans.__('inference component'),
    model: trans.__('model'),
    'model-package-group': trans.__('model package group'),
    'feature-group': trans.__('feature group'),
    pipeline: trans.__('pipeline'),
    'notebook-instance': trans.__('notebook instance'),
    workteam: trans.__('work team')
  };
  return own(names, kind) ?? visible(kind.replace(/-/g, ' '));
}

/** A verdict for people. */
export function stateName(
  trans: TranslationBundle,
  state: IScannedResource['state']
): string {
  const names: Readonly<Record<IScannedResource['state'], string>> = {
    'non-compliant': trans.__('needs a tag'),
    unknown: trans.__('unknown'),
    compliant: trans.__('tagged')
  };
  return names[state];
}

/** A status for people; what is not known stays as AWS spells it. */
export function statusName(
  trans: TranslationBundle,
  { status }: IScannedResource
): string {
  return statusWord(trans, status);
}

export function statusWord(trans: TranslationBundle, status: string): string {
  const names: Readonly<Record<string, string>> = {
    InProgress: trans.__('running'),
    Completed: trans.__('ended'),
    Failed: trans.__('failed'),
    Stopping: trans.__('stopping'),
    Stopped: trans.__('stopped'),
    Creating: trans.__('starting'),
    InService: trans.__('in service'),
    Updating: trans.__('updating')
  };
  return own(names, status) ?? visible(status);
}

/** What a fix does to the bill, in two or three words. */
export function effectName(
  trans: TranslationBundle,
  effect: 'from-now' | 'none' | null
): string | null {
  if (effect === null) {
    return null;
  }
  return effect === 'from-now'
    ? trans.__('counts from now')
    : trans.__('history only');
}

/** The layer that gave a tag. */
export function sourceName(
  trans: TranslationBundle,
  source: ISourcedTag['source']
): string {
  const names: Readonly<Record<ISourcedTag['source'], string>> = {
    cell: trans.__('cell'),
    notebook: trans.__('notebook'),
    bundle: trans.__('bundle'),
    space: trans.__('space'),
    'user-profile': trans.__('user profile'),
    domain: trans.__('domain'),
    'notebook-instance': trans.__('notebook instance'),
    'policy-default': trans.__('policy default')
  };
  return names[source];
}

/** Where a plan has a value from; what is not known here goes without a word. */
export function originName(trans: TranslationBundle, source: string): string {
  const names: Readonly<Record<string, string>> = {
    bundle: trans.__('your bundle'),
    space: trans.__('your space'),
    'user-profile': trans.__('your profile'),
    domain: trans.__('domain'),
    'notebook-instance': trans.__('notebook instance'),
    'policy-default': trans.__('policy default')
  };
  return own(names, source) ?? '';
}

/** Why a key or value can't be written, and what would do. */
export function faultText(trans: TranslationBundle, fault: Fault): string {
  switch (fault.kind) {
    case 'empty':
      return trans.__('Enter a value.');
    case 'too-long':
      return trans.__(
        '%1 characters at most; this has %2.',
        String(fault.most),
        String(fault.length)
      );
    case 'character':
      return trans.__(
        'AWS doesn’t allow “%1” in a tag.',
        visible(fault.character)
      );
    case 'reserved':
      return trans.__('Keys that start with “%1” are reserved.', fault.prefix);
    case 'protected':
      return trans.__('Protected by the policy: an admin sets this key.');
    case 'not-in-policy':
      return trans.__('Not a policy key.');
    case 'not-allowed':
      return trans.__('Not an allowed value.');
    case 'pattern':
      return trans.__('Must match %1', visible(fault.pattern));
  }
}

/** What was probably meant, where a fault knows. */
export function suggestionOf(fault: Fault): string | null {
  return fault.kind === 'not-in-policy' || fault.kind === 'not-allowed'
    ? fault.suggestion
    : null;
}

/** Several names as a list in the reader's language. */
export function listed(
  names: readonly string[],
  locale?: string,
  type: 'conjunction' | 'disjunction' = 'conjunction'
): string {
  return new Intl.ListFormat(locale, { type }).format(names.map(visible));
}

/** A fix's end in one sentence. */
export function said(
  trans: TranslationBundle,
  { kind, name }: IOutcome
): string {
  switch (kind) {
    case 'applied':
      return trans.__(
        '%1 is tagged. It can be undone for 10 seconds.',
        visible(name)
      );
    case 'undone':
      return trans.__('%1 has the tags it had before.', visible(name));
    case 'refused':
      return trans.__('%1 was not tagged.', visible(name));
  }
}

/** What failed and what to do next, where there is room for a sentence or two. */
export function failureText(
  trans: TranslationBundle,
  failure: Failure
): string {
  switch (failure.kind) {
    case 'problem':
      return visible(`${failure.problem.message} ${failure.problem.action}`);
    case 'offline':
      return trans.__('No connection to the Jupyter server.');
    case 'foreign':
      return trans.__(
        'The server part gave no answer (HTTP %1).',
        String(failure.status)
      );
  }
}
