// Pure decisions of the table: filters, order, groups, selection, lineage, files.
import { cell, csvOf, jsonOf } from '../inventory/export';
import { consoleUrl } from '../inventory/console';
import { lineageOf } from '../inventory/lineage';
import {
  filtered,
  linesOf,
  NEWEST_FIRST,
  NO_FILTERS,
  offered,
  overlaid,
  sorted,
  wrongKeys,
  type IFilters
} from '../inventory/rows';
import {
  allToggled,
  chosenOf,
  destination,
  moved,
  NOTHING,
  ranged,
  toggled
} from '../inventory/selection';
import { launch } from './guardmakers';
import { AS_OF, ended, job, policy, untagged, whoami } from './makers';

const NOW = Date.parse(AS_OF);
const JOBS = [
  job('train-10', { created: '2026-11-23T08:00:00Z' }),
  untagged('train-9', { created: '2026-11-22T08:00:00Z' }),
  ended('proc-1'),
  job('lost', { state: 'unknown', tags: {}, created: '2026-11-01T08:00:00Z' })
];

function found(changes: Partial<IFilters>): string[] {
  return filtered(JOBS, { ...NO_FILTERS, ...changes }, NOW).map(
    one => one.name
  );
}

describe('filtered', () => {
  it('lets everything through without a filter', () => {
    expect(found({})).toHaveLength(JOBS.length);
  });

  it.each<[Partial<IFilters>, string[]]>([
    [{ state: 'non-compliant' }, ['train-9', 'proc-1']],
    [{ state: 'unknown' }, ['lost']],
    [{ kind: 'processing-job' }, ['proc-1']],
    [{ status: 'Completed' }, ['proc-1']],
    [{ missing: 'project' }, ['train-9']],
    [{ days: 1 }, ['train-10']],
    [{ days: 7 }, ['train-10', 'train-9', 'proc-1']],
    [{ text: 'TRAIN' }, ['train-10', 'train-9']],
    [{ text: 'project=churn environment' }, ['train-10']],
    [{ text: 'train', state: 'non-compliant' }, ['train-9']]
  ])('%j finds %j', (filters, names) => {
    expect(found(filters)).toEqual(names);
  });
});

describe('sorted', () => {
  const names = (by: typeof NEWEST_FIRST) =>
    sorted(JOBS, by, 'en').map(one => one.name);

  it('takes numbers in names as numbers', () => {
    expect(names({ by: 'name', descending: false }).slice(-2)).toEqual([
      'train-9',
      'train-10'
    ]);
  });

  it('puts the newest first', () => {
    expect(names(NEWEST_FIRST)[0]).toBe('train-10');
  });

  it('puts what needs a tag first, and keeps unknown apart from tagged', () => {
    expect(names({ by: 'state', descending: false })).toEqual([
      'train-9',
      'proc-1',
      'lost',
      'train-10'
    ]);
  });
});

describe('linesOf', () => {
  it('groups by what is missing, what needs nothing last', () => {
    const lines = linesOf(
      [...JOBS, untagged('train-8')],
      'missing',
      new Set()
    ).filter(line => line.kind === 'group');
    expect(lines.map(line => [line.by, line.of, line.ids.length])).toEqual([
      ['missing', ['project'], 2],
      ['missing', ['environment'], 1],
      ['state', ['unknown'], 1],
      ['state', ['compliant'], 1]
    ]);
  });

  it('hides the lines of a closed group, and still counts them', () => {
    const [group] = linesOf(JOBS, 'kind', new Set());
    const key = group?.key ?? '';
    const lines = linesOf(JOBS, 'kind', new Set([key]));
    expect(lines[0]).toMatchObject({ kind: 'group', isOpen: false });
    expect(lines[1]?.kind).toBe('group');
  });
});

describe('overlaid', () => {
  it('shows what was written before a scan says so', () => {
    const [job] = overlaid(
      [untagged('train-1')],
      new Map([
        [
          'id-train-1',
          { kind: 'settled', tags: { project: 'churn' }, seconds: 90 } as const
        ]
      ])
    );
    expect(job).toMatchObject({ state: 'compliant', missing: [] });
    expect(job?.tags).toHaveProperty('project', 'churn');
  });

  it('never calls tagged what is unknown', () => {
    const lost = job('lost', { state: 'unknown', tags: {} });
    const row = { kind: 'settled', tags: { a: 'b' }, seconds: 9 } as const;
    expect(overlaid([lost], new Map([[lost.id, row]]))[0]?.state).toBe(
      'unknown'
    );
  });
});

it('offers required keys and those that are wrong', () => {
  const odd = untagged('odd', { missing: [], invalid: [invalid('team')] });
  expect(offered([...JOBS, odd], policy()).keys).toEqual([
    'cost-center',
    'environment',
    'project',
    'team'
  ]);
  expect(wrongKeys(odd)).toEqual(['team']);
});

function invalid(key: string) {
  return { key, value: 'x', reason: 'not allowed', suggestion: null };
}

describe('selection', () => {
  const lines = linesOf(JOBS, null, new Set());
  const at = (index: number) => lines[index]!;

  it('toggles a line and begins a range there', () => {
    const once = toggled(NOTHING, at(1));
    expect([...once.chosen]).toEqual([JOBS[1]?.id]);
    expect(toggled(once, at(1)).chosen.size).toBe(0);
    const range = ranged(once, lines, at(3));
    expect(range.chosen.size).toBe(3);
    expect(range.anchor).toBe(at(1).key);
  });

  it('extends a range upwards too', () => {
    const from = moved(NOTHING, lines, 2, false);
    expect(ranged(from, lines, at(0)).chosen.size).toBe(3);
  });

  it('stays inside the list', () => {
    expect(moved(NOTHING, lines, 99, false).active).toBe(at(3).key);
    expect(moved(NOTHING, [], 0, false)).toBe(NOTHING);
  });

  it('chooses a group as a whole, and tells a part of it', () => {
    const grouped = linesOf(JOBS, 'kind', new Set());
    const head = grouped[0]!;
    const some = toggled(NOTHING, grouped[1]!);
    expect(chosenOf(head, some.chosen)).toBe('some');
    const all = toggled(some, head);
    expect(chosenOf(head, all.chosen)).toBe('all');
    expect(chosenOf(head, toggled(all, head).chosen)).toBe('none');
  });

  it('chooses all, then none', () => {
    const ids = JOBS.map(one => one.id);
    const all = allToggled(NOTHING, ids);
    expect(all.chosen.size).toBe(4);
    expect(allToggled(all, ids).chosen.size).toBe(0);
  });

  it('knows where keys lead', () => {
    expect(destination('ArrowDown', 4, 100)).toBe(5);
    expect(destination('PageUp', 4, 100)).toBe(0);
    expect(destination('End', 4, 100)).toBe(99);
    expect(destination('constructor', 4, 100)).toBeNull();
  });
});

describe('lineageOf', () => {
  const of = (key: string, ...rest: Parameters<typeof lineageOf>) =>
    lineageOf(...rest).find(one => one.key === key);

  it('names the layer that the guard took a value from, and the one that lost', () => {
    const added = [
      { key: 'cost-center', value: 'CC-4711', source: 'user-profile' as const }
    ];
    const told = of(
      'cost-center',
      job('train-1'),
      launch('train-1', { added }),
      whoami(),
      policy()
    );
    expect(told?.layers).toEqual([
      { source: 'user-profile', value: 'CC-4711', part: 'gave' },
      { source: 'domain', value: 'CC-4700', part: 'lost' }
    ]);
  });

  it('says that the call gave what no layer added', () => {
    const told = of(
      'project',
      job('t'),
      launch('t', { added: [] }),
      whoami(),
      policy()
    );
    expect(told?.layers[0]).toEqual({
      source: 'call',
      value: 'churn',
      part: 'gave'
    });
    expect(told?.layers[1]?.part).toBe('same');
  });

  it('claims nothing for a launch that nobody recorded', () => {
    const told = of('project', job('t'), null, whoami(), policy());
    expect(told?.layers[0]?.source).toBe('now');
    const copied = whoami({ tag_propagation: 'ENABLED' });
    expect(of('project', job('t'), null, copied, policy())?.layers[0]).toEqual({
      source: 'user-profile',
      value: 'churn',
      part: 'gave'
    });
  });

  it('shows what a missing key would have had', () => {
    const told = of('project', untagged(), null, whoami(), policy());
    expect(told).toMatchObject({ value: null, fault: 'missing' });
    expect(told?.layers).toEqual([
      { source: 'user-profile', value: 'churn', part: 'absent' }
    ]);
  });

  it('never calls missing what could not be read', () => {
    const lost = job('lost', { state: 'unknown', tags: {} });
    expect(of('project', lost, null, whoami(), policy())?.fault).toBe(
      'unknown'
    );
  });
});

describe('files', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '|cmd', '%x'])(
    'keeps %j from being a formula',
    text => {
      expect(cell(text)).toBe(`"'${text}"`);
    }
  );

  it('quotes quotes, commas and line ends', () => {
    expect(cell('a"b,\r\nc')).toBe('"a""b,\r\nc"');
  });

  it('has a column per tag key', () => {
    const text = csvOf([job('a', { tags: { project: '=cmd' } }), job('b')]);
    const [head = '', first = ''] = text.slice(1).split('\r\n');
    expect(head).toContain('"tag:cost-center","tag:environment","tag:project"');
    expect(first).toMatch(/"","","'=cmd"$/);
    expect(text.startsWith('\uFEFF')).toBe(true);
  });

  it('tells JSON when it was read, and none of our ids', () => {
    const told = JSON.parse(jsonOf([job('a')], AS_OF)) as {
      as_of: string;
      resources: object[];
    };
    expect(told.as_of).toBe(AS_OF);
    expect(told.resources[0]).not.toHaveProperty('id');
    expect(told.resources[0]).toHaveProperty('name', 'a');
  });
});

describe('consoleUrl', () => {
  it('leads to the resource', () => {
    expect(consoleUrl(job('train-1'))).toBe(
      'https://us-east-1.console.aws.amazon.com/sagemaker/home?region=us-east-1#/jobs/train-1'
    );
  });

  it('is unknown for other partitions, kinds and odd regions', () => {
    const arn = 'arn:aws-cn:sagemaker:cn-north-1:1:training-job/a';
    expect(consoleUrl(job('a', { arn }))).toBeNull();
    expect(consoleUrl(job('a', { kind: 'constructor' }))).toBeNull();
    expect(
      consoleUrl(job('a', { arn: 'arn:aws:sagemaker:evil.com/#:1:x/a' }))
    ).toBeNull();
  });
});
