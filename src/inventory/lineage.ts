// Decides where a resource's tags come from: which layer gave a value, which lost.
import { own } from '../record';
import type {
  ILaunch,
  IPolicyView,
  IScannedResource,
  ISourcedTag,
  IWhoAmI
} from '../types';
import { suspectOf } from '../words';

/** One layer's say about a key. */
export interface ILayer {
  /** `call`: the launch call itself; `now`: on the resource, from somewhere unknown. */
  readonly source: ISourcedTag['source'] | 'call' | 'now';
  readonly value: string;
  /** gave: its value is on the resource; same: would give that too; lost: another stands above. */
  readonly part: 'gave' | 'same' | 'lost' | 'absent';
}

export interface ILineage {
  readonly key: string;
  readonly value: string | null;
  readonly fault: 'missing' | 'not-allowed' | 'unknown' | null;
  readonly layers: readonly ILayer[];
  /** It is allowed, and looks mistyped. */
  readonly suspect?: ReturnType<typeof suspectOf>;
}

/** The precedence of DESIGN §4.7, strongest first. */
const ORDER: readonly ILayer['source'][] = [
  'now',
  'call',
  'cell',
  'notebook',
  'bundle',
  'space',
  'user-profile',
  'domain',
  'notebook-instance',
  'policy-default'
];

/** Every key that matters, the policy's required ones first. */
export function lineageOf(
  resource: IScannedResource,
  launch: ILaunch | null,
  whoami: IWhoAmI | null,
  policy: IPolicyView | null
): readonly ILineage[] {
  const required = (policy?.keys ?? [])
    .filter(rule => rule.required)
    .map(rule => rule.key);
  const keys = [
    ...required,
    ...resource.missing,
    ...Object.keys(resource.tags)
  ];
  return [...new Set(keys)].map(key => {
    const value = own(resource.tags, key) ?? null;
    return {
      key,
      value,
      fault: faultOf(resource, key, value),
      layers: layersOf(key, value, launch, whoami),
      suspect: suspectOf(resource, key)
    };
  });
}

function faultOf(
  resource: IScannedResource,
  key: string,
  value: string | null
): ILineage['fault'] {
  if (resource.state === 'unknown') {
    return value === null ? 'unknown' : null;
  }
  if (resource.missing.includes(key)) {
    return 'missing';
  }
  return resource.invalid.some(one => one.key === key) ? 'not-allowed' : null;
}

function layersOf(
  key: string,
  value: string | null,
  launch: ILaunch | null,
  whoami: IWhoAmI | null
): readonly ILayer[] {
  const added = launch?.added.find(tag => tag.key === key) ?? null;
  const candidates = candidatesOf(key, added, whoami);
  if (value === null) {
    return candidates.map(tag => ({ ...tag, part: 'absent' }));
  }
  const isCopied = launch === null && whoami?.tag_propagation === 'ENABLED';
  const giver = giverOf(value, candidates, added, isCopied);
  const rest = candidates.map(tag => ({
    ...tag,
    part: partOf(tag, giver, value)
  }));
  return giver
    ? rest
    : [{ source: launch ? 'call' : 'now', value, part: 'gave' }, ...rest];
}

type Candidate = Pick<ISourcedTag, 'source' | 'value'>;

/** Every layer that has a value for a key, strongest first. */
function candidatesOf(
  key: string,
  added: ISourcedTag | null,
  whoami: IWhoAmI | null
): readonly Candidate[] {
  const mine = [...(whoami?.tags ?? []), ...(whoami?.overridden ?? [])].filter(
    tag => tag.key === key
  );
  const isKnown = mine.some(tag => tag.source === added?.source);
  return (added && !isKnown ? [added, ...mine] : mine)
    .map(({ source, value }) => ({ source, value }))
    .sort((a, b) => ORDER.indexOf(a.source) - ORDER.indexOf(b.source));
}

/**
 * Who gave it, by what the guard wrote down. Without that, with tag propagation on, the first layer
 * that says the same; else nobody knows.
 */
function giverOf(
  value: string,
  candidates: readonly Candidate[],
  added: ISourcedTag | null,
  isCopied: boolean
): Candidate | undefined {
  if (added?.value === value) {
    return candidates.find(tag => tag.source === added.source);
  }
  return isCopied ? candidates.find(tag => tag.value === value) : undefined;
}

function partOf(
  tag: Candidate,
  giver: Candidate | undefined,
  value: string
): ILayer['part'] {
  if (tag === giver) {
    return 'gave';
  }
  return tag.value === value ? 'same' : 'lost';
}
