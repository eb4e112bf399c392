// The windows beside the picker: recording ended resources, my own tags, parts side by side.
import { fireEvent, screen } from '@testing-library/react';
import * as React from 'react';
import { NetworkError } from '../client';
import { Parts } from '../inventory/parts';
import { Own } from '../picker/own';
import { Record } from '../picker/record';
import type { ICorrections, IOwn, IPart, IParts, IPlan } from '../types';
import { polyfill, refusal, show } from './around';
import { acts, FIRST, plan, SECOND, settle } from './fixmakers';
import { change, job, policy, whoami } from './makers';

const given = acts();
const { onClose, onFile, onRun } = given;
const dialog = () => screen.getByRole('dialog');
const press = (name: string | RegExp) => {
  fireEvent.click(screen.getByRole('button', { name }));
};

function useWindows(): void {
  beforeAll(polyfill);
  beforeEach(() => {
    jest.useFakeTimers();
    jest.clearAllMocks();
  });
  afterEach(() => jest.useRealTimers());
}

const RECORDED: ICorrections = {
  records: [
    {
      record_id: 'c-1',
      arn: SECOND.arn,
      id: SECOND.id,
      kind: SECOND.kind,
      name: SECOND.name,
      owner: 'arn:…/ana',
      tags: { environment: 'dev' },
      estimated_cost: '4.1277',
      currency: 'USD',
      basis: 'Estimate: 3600 s.',
      reason: 'It ended.',
      created: null,
      ended: null,
      run_id: null,
      recorded: '2026-11-23T09:14:00Z'
    }
  ],
  added: 1,
  not_recorded: [
    { id: FIRST.id, name: FIRST.name, reason: 'It still accrues.' }
  ],
  problem: null,
  demo: false
};

describe('Record', () => {
  useWindows();
  const onUnrecord = jest.fn(() =>
    Promise.resolve({ ...RECORDED, records: [], not_recorded: [] })
  );

  async function open(
    onRecord: (ids: readonly string[]) => Promise<ICorrections>
  ): Promise<void> {
    show(
      <Record
        of={[SECOND, FIRST]}
        onRecord={onRecord}
        onUnrecord={onUnrecord}
        onFile={onFile}
        onClose={onClose}
      />
    );
    await settle();
  }

  it('writes nothing before it is pressed; then tells what, why not, and the file', async () => {
    const onRecord = jest.fn(() => Promise.resolve(RECORDED));
    await open(onRecord);
    expect(dialog()).toHaveAccessibleName('Record 2 ended resources');
    expect(dialog()).toHaveTextContent('No tag is written');
    expect(onRecord).not.toHaveBeenCalled();
    press('Record 2');
    await settle();
    expect(onRecord).toHaveBeenCalledWith([SECOND.id, FIRST.id]);
    expect(dialog()).toHaveAccessibleName('1 in the correction file');
    expect(dialog()).toHaveTextContent('train-1: It still accrues.');
    expect(dialog()).toHaveTextContent('environment=dev');
    expect(dialog()).toHaveTextContent('~$4.13');
    press(/^Correction file \(1\), CSV/);
    expect(onFile).toHaveBeenCalledWith('csv');
    press('Undo');
    await settle();
    expect(onUnrecord).toHaveBeenCalledWith(['c-1']);
    expect(dialog()).toHaveAccessibleName('0 in the correction file');
    press('Done');
    expect(onClose).toHaveBeenCalledTimes(1);
  });

  it('says what an estimate lacks, never zero', async () => {
    const [record] = RECORDED.records;
    const records = [{ ...record!, estimated_cost: null, currency: null }];
    await open(() => Promise.resolve({ ...RECORDED, records }));
    press('Record 2');
    await settle();
    expect(dialog()).toHaveTextContent('not known');
    expect(dialog()).not.toHaveTextContent('0.00');
  });

  it('stays open with what went wrong, and tries again', async () => {
    const onRecord = jest
      .fn<Promise<ICorrections>, [readonly string[]]>()
      .mockRejectedValueOnce(new NetworkError())
      .mockResolvedValue(RECORDED);
    await open(onRecord);
    press('Record 2');
    await settle();
    expect(dialog()).toHaveTextContent('No connection');
    press('Retry');
    await settle();
    expect(dialog()).toHaveAccessibleName('1 in the correction file');
  });
});

const OWN: IOwn = {
  layers: [
    {
      layer: 'user-profile',
      name: 'ana',
      shared: false,
      tags: { project: 'churn', environment: 'dev' },
      state: 'editable',
      problem: null
    },
    {
      layer: 'space',
      name: 'team-lab',
      shared: true,
      tags: {},
      state: 'editable',
      problem: null
    }
  ],
  tag_propagation: 'DISABLED',
  reason: null,
  notes: ['TagPropagation is off: launches do not take these tags.']
};

describe('Own', () => {
  useWindows();
  const onPlan = jest.fn(
    (layer: string, set: object, remove: readonly string[]) =>
      Promise.resolve({
        ...plan('p-own', [
          change(job('ana', { kind: 'user-profile', tags: {} }), { ...set })
        ]),
        layer: layer as 'user-profile',
        shared: false,
        notes: remove.map(key => `Without ${key}.`)
      })
  );

  async function open(onRead: () => Promise<IOwn>): Promise<void> {
    show(
      <Own
        policy={policy()}
        whoami={whoami()}
        acts={given}
        onRead={onRead}
        onPlan={onPlan}
        onClose={onClose}
      />
    );
    await settle();
  }

  it('plans what is typed and says when it counts', async () => {
    await open(() => Promise.resolve(OWN));
    expect(dialog()).toHaveAccessibleName('Tags of ana');
    expect(dialog()).toHaveTextContent('TagPropagation is off');
    expect(onPlan).not.toHaveBeenCalled();
    expect(screen.getByRole('button', { name: 'Apply' })).toBeDisabled();
    fireEvent.change(screen.getByRole('textbox', { name: 'project' }), {
      target: { value: 'ranking' }
    });
    await settle();
    expect(onPlan).toHaveBeenLastCalledWith(
      'user-profile',
      { project: 'ranking' },
      []
    );
    press('Apply');
    await settle();
    expect(onRun).toHaveBeenCalledTimes(1);
  });

  it('asks for no plan while a value is not allowed', async () => {
    await open(() => Promise.resolve(OWN));
    fireEvent.change(screen.getByRole('textbox', { name: 'project' }), {
      target: { value: 'No Such Project' }
    });
    await settle();
    expect(onPlan).not.toHaveBeenCalled();
  });

  it('says whom a shared space concerns', async () => {
    await open(() => Promise.resolve(OWN));
    fireEvent.click(screen.getByRole('radio', { name: /team-lab/ }));
    await settle();
    expect(dialog()).toHaveTextContent('its tags concern everybody in it');
  });

  it('tells why there is nothing to change, and what can’t be read', async () => {
    const reason = 'Studio’s metadata file is missing.';
    await open(() => Promise.resolve({ ...OWN, layers: [], reason }));
    expect(dialog()).toHaveTextContent(reason);
    expect(screen.getByRole('button', { name: 'Apply' })).toBeDisabled();
  });

  it('offers to read again after a failure', async () => {
    const onRead = jest
      .fn<Promise<IOwn>, []>()
      .mockRejectedValueOnce(refusal())
      .mockResolvedValue(OWN);
    await open(onRead);
    expect(dialog()).toHaveTextContent('Your role can’t search.');
    press('Retry');
    await settle();
    expect(dialog()).toHaveAccessibleName('Tags of ana');
  });
});

function part(
  name: string,
  kind: string,
  does: IPart['on_the_bill'],
  changes: Partial<IPart> = {}
): IPart {
  return {
    role: 'model',
    id: `id-${name}`,
    arn: `arn:aws:sagemaker:us-east-1:111122223333:${kind}/${name}`,
    kind,
    name,
    status: '',
    used_by: [],
    shadow: false,
    state: 'compliant',
    tags: {},
    missing: [],
    invalid: [],
    billing_effect: does === 'accrues' ? 'from-now' : 'none',
    on_the_bill: does,
    note: `What ${name} does.`,
    gone: false,
    reason: null,
    ...changes
  };
}

const MEMBERS = [
  part('churn-v2', 'endpoint', 'accrues'),
  part('churn-config', 'endpoint-config', 'next-deployment'),
  part('churn-model', 'model', 'next-deployment', { gone: true })
];

const PARTS = {
  kind: 'endpoint',
  complete: true,
  problems: [],
  notes: [],
  inherits: null,
  steps: [],
  parts: MEMBERS,
  keys: [
    {
      key: 'project',
      required: true,
      state: 'different',
      cells: [
        { id: 'id-churn-v2', value: 'churn', state: 'set' },
        { id: 'id-churn-config', value: null, state: 'missing' },
        { id: 'id-churn-model', value: null, state: 'gone' }
      ],
      suggested: 'churn'
    }
  ]
} as unknown as IParts;

describe('Parts', () => {
  useWindows();
  const onAlign = jest.fn((): Promise<IPlan> =>
    Promise.resolve(
      plan('p-parts', [
        change(
          job('churn-config', { kind: 'endpoint-config', tags: {} }),
          { project: 'churn' },
          { billing_effect: 'none', on_the_bill: 'next-deployment' }
        )
      ])
    )
  );

  async function open(onRead: (id: string) => Promise<IParts>): Promise<void> {
    show(
      <Parts
        resource={job('churn-v2', { kind: 'endpoint' })}
        whoami={whoami()}
        acts={given}
        onRead={onRead}
        onAlign={onAlign}
        onClose={onClose}
      />
    );
    await settle(); // the parts
    await settle(); // the plan
  }

  it('shows what differs side by side, and says when aligned tags count', async () => {
    await open(() => Promise.resolve(PARTS));
    expect(dialog()).toHaveAccessibleName('churn-v2 and its parts');
    const row = screen.getByRole('row', { name: /^project/ });
    expect(row).toHaveTextContent('projectdifferentchurnnot setdeleted');
    expect(dialog()).toHaveTextContent(
      '1 not billed itself: counts from the next deployment'
    );
    expect(dialog()).toHaveTextContent('from the next deployment');
    expect(dialog()).not.toHaveTextContent('history only');
    press('Apply');
    await settle();
    expect(onRun).toHaveBeenCalledTimes(1);
    expect(dialog()).toHaveTextContent('from the next deployment');
  });

  it('aligns with the part that is chosen', async () => {
    await open(() => Promise.resolve(PARTS));
    fireEvent.change(screen.getByLabelText('Align all with'), {
      target: { value: 'id-churn-config' }
    });
    await settle();
    expect(onAlign).toHaveBeenLastCalledWith('id-churn-v2', 'id-churn-config');
  });

  it('says what could not be read, and reads again', async () => {
    const onRead = jest
      .fn<Promise<IParts>, [string]>()
      .mockRejectedValueOnce(refusal())
      .mockResolvedValue({ ...PARTS, complete: false });
    await open(onRead);
    expect(onAlign).not.toHaveBeenCalled();
    press('Retry');
    await settle();
    expect(dialog()).toHaveTextContent('Not every part could be read.');
  });
});
