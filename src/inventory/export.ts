// Writes the list as a file: CSV that is safe to open in a spreadsheet, or JSON.
import type { IScannedResource } from '../types';
import { onTheBill } from '../words';
import type { Cost, Costs } from './usecosts';

const COLUMNS = [
  'name',
  'kind',
  'status',
  'created',
  'state',
  'missing',
  'not allowed',
  'billing effect',
  'cost',
  'cost per hour',
  'currency',
  'cost is an estimate',
  'arn'
] as const;

/** A spreadsheet takes a cell that starts like this for a formula (OWASP, CSV injection). */
const FORMULA = /^[\s]*[=+\-@\t\r|%]/;

/** One cell: what could be a formula is led by an apostrophe; all is quoted. */
export function cell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
}

/** The list as CSV (RFC 4180), one column per tag key; with a mark so that Excel reads UTF-8. */
export function csvOf(
  resources: readonly IScannedResource[],
  costs: Costs = new Map()
): string {
  const keys = [
    ...new Set(resources.flatMap(one => Object.keys(one.tags)))
  ].sort();
  const rows = resources.map(one => [
    one.name,
    one.kind,
    one.status,
    one.created,
    one.state,
    one.missing.join(' '),
    one.invalid.map(({ key, value }) => `${key}=${value}`).join(' '),
    onTheBill(one),
    ...costCells(costs.get(one.id)),
    one.arn,
    ...keys.map(key => new Map(Object.entries(one.tags)).get(key) ?? '')
  ]);
  const head = [...COLUMNS, ...keys.map(key => `tag:${key}`)];
  return `\uFEFF${[head, ...rows]
    .map(row => row.map(cell).join(','))
    .join('\r\n')}\r\n`;
}

/** Empty where it isn't known or was not looked at; never 0 then. */
function costCells(cost: Cost | undefined): readonly string[] {
  return typeof cost === 'object'
    ? [
        cost.amount ?? '',
        cost.per_hour ?? '',
        cost.currency ?? '',
        cost.estimated ? 'estimate' : ''
      ]
    : ['', '', '', ''];
}

/** The list as the server told it, without its own ids. */
export function jsonOf(
  resources: readonly IScannedResource[],
  asOf: string | null,
  costs: Costs = new Map()
): string {
  const told = resources.map(one => {
    const cost = costs.get(one.id);
    const known = typeof cost === 'object' ? { ...cost, id: undefined } : null;
    return { ...one, id: undefined, cost: known };
  });
  return `${JSON.stringify({ as_of: asOf, resources: told }, null, 2)}\n`;
}
