// Reads a card as it is saved in a notebook: from anybody, of any version, of any size.
import { record } from '../record';
import type { ICeiling, ILaunch, INearMiss, ISourcedTag, Tags } from '../types';

export const CARD_TYPE = 'application/vnd.jupyter-cost-tags.v1+json';

const MOST_RESOURCES = 50;
const MOST_KEYS = 50;
const MOST_ALLOWED = 200;
const MOST_CHARACTERS = 256; // as a tag's value

const VERDICTS = [
  'complete',
  'missing',
  'filled',
  'blocked',
  'resent'
] as const;
const OUTCOMES = ['sent', 'blocked', 'refused', 'failed'] as const;
const MODES = ['off', 'warn', 'fill', 'block'] as const;
const SOURCES = [
  'cell',
  'notebook',
  'bundle',
  'space',
  'user-profile',
  'domain',
  'notebook-instance',
  'policy-default'
] as const;

export type Verdict = (typeof VERDICTS)[number];

/** One call of the card's user action. */
export interface ICardResource {
  readonly operation: string;
  readonly kind: string;
  /** Empty when the call has no name for it. */
  readonly name: string;
  readonly outcome: ILaunch['outcome'];
}

/** A required key that the call lacks, and what the policy allowed for it then. */
export interface IMissingKey {
  readonly key: string;
  readonly allowed: readonly string[];
  readonly labels: Tags;
}

/** A value that the policy did not allow. */
export interface IRefusedValue {
  readonly key: string;
  readonly value: string;
  readonly suggestion: string | null;
}

/** A step of a pipeline that lacks tags of its own. */
export interface IStep {
  readonly name: string;
  readonly missing: readonly string[];
}

/** What the guard said of one user action. */
export interface ICard {
  readonly batch: string;
  readonly at: string;
  readonly mode: ILaunch['mode'];
  readonly verdict: Verdict;
  readonly resources: readonly ICardResource[];
  /** How many resources are left out here. */
  readonly more: number;
  readonly missing: readonly IMissingKey[];
  readonly added: readonly ISourcedTag[];
  readonly invalid: readonly IRefusedValue[];
  readonly near: readonly INearMiss[];
  readonly steps: readonly IStep[];
  readonly ceiling: ICeiling | null;
  /** The limit, when the ceiling is above it. */
  readonly limit: string | null;
}

/** The card, cut to what can be shown; null for what is none of version 1. */
export function readCard(data: unknown): ICard | null {
  const card = record(data) ?? {};
  const verdict = one(VERDICTS, card['verdict']);
  const all = list(card['resources'], Infinity, resourceOf);
  if (card['version'] !== 1 || !verdict || all.length === 0) {
    return null;
  }
  return {
    batch: text(card['batch']) ?? '',
    at: text(card['at']) ?? '',
    mode: one(MODES, card['mode']) ?? 'warn',
    verdict,
    resources: all.slice(0, MOST_RESOURCES),
    more: Math.max(0, all.length - MOST_RESOURCES),
    missing: list(card['missing'], MOST_KEYS, missingOf),
    added: list(card['added'], MOST_KEYS, addedOf),
    invalid: list(card['invalid'], MOST_KEYS, invalidOf),
    near: list(card['near'], MOST_KEYS, nearOf),
    steps: list(card['steps'], MOST_KEYS, stepOf),
    ceiling: ceilingOf(card['ceiling']),
    limit: amount(card['above_limit'])
  };
}

function resourceOf(data: unknown): ICardResource | null {
  const { operation, kind, name, outcome } = record(data) ?? {};
  const named = text(name) ?? '';
  const of = text(kind);
  const ended = one(OUTCOMES, outcome);
  return of !== null && ended
    ? {
        operation: text(operation) ?? '',
        kind: of,
        name: named,
        outcome: ended
      }
    : null;
}

function missingOf(data: unknown): IMissingKey | null {
  const { key, allowed, labels } = record(data) ?? {};
  const named = text(key);
  return named === null
    ? null
    : {
        key: named,
        allowed: list(allowed, MOST_ALLOWED, text),
        labels: Object.fromEntries(
          Object.entries(record(labels) ?? {})
            .slice(0, MOST_ALLOWED)
            .map(([value, label]) => [value, text(label) ?? ''])
        )
      };
}

function addedOf(data: unknown): ISourcedTag | null {
  const { key, value, source } = record(data) ?? {};
  const [named, given] = [text(key), text(value)];
  const from = one(SOURCES, source);
  return named !== null && given !== null && from
    ? { key: named, value: given, source: from }
    : null;
}

function invalidOf(data: unknown): IRefusedValue | null {
  const { key, value, suggestion } = record(data) ?? {};
  const [named, given] = [text(key), text(value)];
  return named !== null && given !== null
    ? { key: named, value: given, suggestion: text(suggestion) }
    : null;
}

function nearOf(data: unknown): INearMiss | null {
  const { key, meant } = record(data) ?? {};
  const [named, wanted] = [text(key), text(meant)];
  return named !== null && wanted !== null
    ? { key: named, meant: wanted }
    : null;
}

function stepOf(data: unknown): IStep | null {
  const { name, missing } = record(data) ?? {};
  const named = text(name);
  return named === null
    ? null
    : { name: named, missing: list(missing, MOST_KEYS, text) };
}

function ceilingOf(data: unknown): ICeiling | null {
  if (typeof data !== 'object' || data === null) {
    return null;
  }
  const { amount: most, currency, basis, reason } = record(data) ?? {};
  const code = text(currency);
  return {
    amount: amount(most),
    currency: code !== null && /^[A-Z]{3}$/.test(code) ? code : null,
    basis: text(basis),
    reason: text(reason)
  };
}

/** A decimal string; anything else is no money. */
function amount(data: unknown): string | null {
  return typeof data === 'string' && /^\d{1,12}(\.\d{1,6})?$/.test(data)
    ? data
    : null;
}

function text(data: unknown): string | null {
  if (typeof data !== 'string') {
    return null;
  }
  const characters = Array.from(data.slice(0, 2 * MOST_CHARACTERS));
  return characters.length > MOST_CHARACTERS
    ? `${characters.slice(0, MOST_CHARACTERS).join('')}…`
    : data.slice(0, 2 * MOST_CHARACTERS);
}

function list<T>(
  data: unknown,
  most: number,
  read: (one: unknown) => T | null
): readonly T[] {
  const items: readonly unknown[] = Array.isArray(data) ? data : [];
  return items
    .slice(0, Math.min(most, 1000))
    .map(read)
    .filter(item => item !== null);
}

function one<T extends string>(
  words: readonly T[],
  data: unknown
): T | undefined {
  return words.find(word => word === data);
}
