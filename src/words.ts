// The words for what the wire calls by codes: kinds, states, sources, faults.
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Failure } from './resource';
import type { IOutcome } from './rowfix';
import { visible } from './text';
import type { Shape } from './icons';
import type { IChange, IScannedResource, ISourcedTag } from './types';
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

/** What it is for people: the server tells a notebook job from a training job by a tag. */
export function nounName(
  trans: TranslationBundle,
  { kind, noun }: Pick<IScannedResource, 'kind' | 'noun'>
): string {
  const nouns: Readonly<Record<string, string>> = {
    'notebook job': trans.__('notebook job'),
    'notebook job run': trans.__('notebook job run'),
    'notebook job schedule': trans.__('notebook job schedule')
  };
  return own(nouns, noun) ?? kindName(trans, kind);
}

type Suspect = NonNullable<IScannedResource['suspects']>[number];

/** An allowed value that looks mistyped: only here, and nearly like another. */
export function suspectOf(
  { suspects }: IScannedResource,
  key: string
): Suspect | undefined {
  return suspects?.find(one => one.key === key);
}

export function suspectText(
  trans: TranslationBundle,
  { suggestion }: Suspect
): string {
  return suggestion
    ? trans.__(
        'Only here; did you mean “%1”? It is allowed.',
        visible(suggestion)
      )
    : trans.__('Only here. It is allowed.');
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

type OnTheBill = IChange['on_the_bill'];

/** What a fix does to the bill; kinds that carry tags for others are told apart by the server. */
export function onTheBill(told: {
  readonly billing_effect: 'from-now' | 'none' | null;
  readonly on_the_bill?: OnTheBill;
}): OnTheBill {
  const { billing_effect: effect, on_the_bill: does = 'unknown' } = told;
  if (does !== 'unknown' || effect === null) {
    return does;
  }
  return effect === 'from-now' ? 'accrues' : 'ended';
}

/** Whether a correction file is all that is left to do for it. */
export function hasEnded(told: Parameters<typeof onTheBill>[0]): boolean {
  return onTheBill(told) === 'ended';
}

/** The same in a few words; null when it isn't known. */
export function effectName(
  trans: TranslationBundle,
  told: Parameters<typeof onTheBill>[0]
): string | null {
  const names: Readonly<Record<OnTheBill, string | null>> = {
    accrues: trans.__('counts from now'),
    'next-deployment': trans.__('from the next deployment'),
    'next-run': trans.__('from the next start'),
    nothing: trans.__('not billed itself'),
    ended: trans.__('history only'),
    unknown: null
  };
  return names[onTheBill(told)];
}

/** The same in a sentence or two. */
export function effectText(
  trans: TranslationBundle,
  told: Parameters<typeof onTheBill>[0]
): string {
  const texts: Readonly<Record<OnTheBill, string>> = {
    accrues: trans.__(
      'Running: what it costs from now on carries these tags. What it cost so far stays as billed.'
    ),
    'next-deployment': trans.__(
      'Not billed itself: the endpoint is. These tags are for the next deployment.'
    ),
    'next-run': trans.__(
      'What starts from now on takes these tags. What runs already keeps its own.'
    ),
    nothing: trans.__('Not billed itself.'),
    ended: trans.__('Ended: history only. What it cost stays as billed.'),
    unknown: trans.__(
      'Whether it still costs anything isn’t known: the tags may count from now.'
    )
  };
  return texts[onTheBill(told)];
}

/** The icon of the same. */
export function effectShape(told: Parameters<typeof onTheBill>[0]): Shape {
  const shapes: Readonly<Record<OnTheBill, Shape>> = {
    accrues: 'running',
    'next-deployment': 'clock',
    'next-run': 'clock',
    nothing: 'info',
    ended: 'ended',
    unknown: 'unknown'
  };
  return shapes[onTheBill(told)];
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
