// What may be written as a tag: AWS's grammar, then the policy. Faults are data; words are elsewhere.
import { matches } from './pattern';
import { codePoints, nearest } from './text';
import type { IPolicyKey, IPolicyView } from './types';

export const MOST_IN_KEY = 128;
export const MOST_IN_VALUE = 256;

// https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Tag.html
const FORBIDDEN = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/u;
const RESERVED = /^aws:/i;
const SYSTEM = /^(sagemaker:|sagemaker-sdk:|sagemaker-studio:|amazondatazone)/i;

/** Why a key or value can't be written, and what may have been meant. */
export type Fault =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'too-long';
      readonly length: number;
      readonly most: number;
    }
  | { readonly kind: 'character'; readonly character: string }
  | { readonly kind: 'reserved'; readonly prefix: string }
  | { readonly kind: 'protected' }
  | { readonly kind: 'not-in-policy'; readonly suggestion: string | null }
  | { readonly kind: 'not-allowed'; readonly suggestion: string | null }
  | { readonly kind: 'pattern'; readonly pattern: string };

/** Check a key against AWS's grammar. */
export function checkKey(key: string): Fault | null {
  if (key === '') {
    return { kind: 'empty' };
  }
  const reserved = RESERVED.exec(key);
  return reserved
    ? { kind: 'reserved', prefix: reserved[0] }
    : checkText(key, MOST_IN_KEY);
}

/** Check a value against AWS's grammar, in which an empty value is one. */
export function checkValue(value: string): Fault | null {
  return checkText(value, MOST_IN_VALUE);
}

/** Check a key against the policy as well. */
export function judgeKey(
  key: string,
  policy: IPolicyView | null
): Fault | null {
  const system = SYSTEM.exec(key);
  const fault: Fault | null = system
    ? { kind: 'reserved', prefix: system[0] }
    : checkKey(key);
  if (fault || policy?.state !== 'policy') {
    return fault;
  }
  const rule = policy.keys.find(one => one.key === key);
  if (rule) {
    return rule.protected ? { kind: 'protected' } : null;
  }
  const open = policy.keys.filter(one => !one.protected);
  const suggestion = nearest(
    key,
    open.map(one => one.key)
  );
  return { kind: 'not-in-policy', suggestion };
}

/** Check a value against the rule of its key as well; an empty one says nothing. */
export function judgeValue(
  value: string,
  rule: IPolicyKey | null
): Fault | null {
  const fault: Fault | null = value.trim()
    ? checkValue(value)
    : { kind: 'empty' };
  if (fault) {
    return fault;
  }
  const values = rule?.values?.map(allowed => allowed.value);
  if (values && !values.includes(value)) {
    return { kind: 'not-allowed', suggestion: nearestValue(value, rule) };
  }
  if (rule?.pattern && matches(rule.pattern, value) === false) {
    return { kind: 'pattern', pattern: rule.pattern };
  }
  return null;
}

/** The nearest allowed value, by its spelling or by its friendly name. */
function nearestValue(value: string, rule: IPolicyKey | null): string | null {
  const allowed = rule?.values ?? [];
  const spelled = nearest(
    value,
    allowed.map(one => one.value)
  );
  if (spelled) {
    return spelled;
  }
  const label = nearest(
    value,
    allowed.map(one => one.label ?? '')
  );
  return allowed.find(one => one.label && one.label === label)?.value ?? null;
}

function checkText(text: string, most: number): Fault | null {
  const length = codePoints(text);
  if (length > most) {
    return { kind: 'too-long', length, most };
  }
  const forbidden = FORBIDDEN.exec(text);
  return forbidden ? { kind: 'character', character: forbidden[0] } : null;
}
