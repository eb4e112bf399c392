import { act, fireEvent, screen, within } from '@testing-library/react';
import * as React from 'react';
import { SetupSection } from '../sections/setup';
import { setupOf } from '../setup';
import type { ICheck, IDoctor } from '../types';
import { FakeClient, refusal, show } from './around';

function rung(code: string, changes: Partial<ICheck> = {}): ICheck {
  return {
    code,
    state: 'pass',
    title: code,
    evidence: `${code} was seen.`,
    fix: '',
    iam_action: null,
    ...changes
  };
}

const COMMAND = 'jupyter cost-tags domain propagation --domain d-1 --enable';
const CHECKS = [
  rung('identity'),
  rung('guard', { state: 'unknown', fix: 'Allow it.', iam_action: 'a:Read' }),
  rung('keys-seen', { state: 'warn', fix: 'Tag one resource.' }),
  rung('tag-propagation', { state: 'fail', fix: `${COMMAND}, as an admin.` }),
  rung('keys-activated', { state: 'fail', fix: 'Please activate:\n  churn' })
];

function doctor(checks: readonly ICheck[] = CHECKS): IDoctor {
  return {
    as_of: '2026-11-23T12:00:00Z',
    checks: [...checks],
    requests: 0,
    request_cost: '0.00',
    bill_as_of: null
  };
}

function section(value: IDoctor | null, stale = false) {
  return {
    value,
    as_of: value?.as_of ?? null,
    stale,
    refreshing: false,
    problem: null
  };
}

async function showSetup(
  answers: Record<string, unknown>,
  { open = true, copy = jest.fn() } = {}
) {
  const client = new FakeClient(answers);
  const onToggle = jest.fn();
  show(
    <SetupSection
      setup={setupOf(client)}
      whoami={null}
      collapsed={new Set(open ? ['setup-open'] : [])}
      onToggle={onToggle}
    />,
    { copy }
  );
  await act(() => new Promise(resolve => setTimeout(resolve)));
  return { client, onToggle, copy };
}

function titles(): (string | null)[] {
  return screen
    .getAllByRole('listitem')
    .map(row => row.querySelector('span')?.textContent ?? null);
}

describe('SetupSection', () => {
  it('is closed, says how many need somebody, and asks AWS nothing', async () => {
    const { client, onToggle } = await showSetup(
      { doctor: section(doctor()) },
      { open: false }
    );
    expect(client.calls.map(([name]) => name)).toEqual(['doctor']);
    expect(screen.getByLabelText('2 to do')).toHaveTextContent('2');
    expect(screen.queryByRole('listitem')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: /Setup/ }));
    expect(onToggle).toHaveBeenCalledWith('setup-open');
  });

  it('climbs for free when it is opened without a fresh ladder', async () => {
    const { client } = await showSetup({
      doctor: section(null, true),
      refresh_doctor: section(doctor())
    });
    const [, body] = client.calls.find(([name]) => name === 'refresh_doctor')!;
    expect(body).toEqual({ force: false, max_age: null, spend: false });
    expect(screen.getAllByRole('listitem')).toHaveLength(4);
  });

  it('leaves a fresh ladder alone', async () => {
    const { client } = await showSetup({ doctor: section(doctor()) });
    expect(client.count('refresh_doctor')).toBe(0);
  });

  it('puts what fails on top and what is fine behind one line', async () => {
    await showSetup({ doctor: section(doctor()) });
    expect(titles()).toEqual([
      'tag-propagation',
      'keys-activated',
      'keys-seen',
      'guard'
    ]);
    fireEvent.click(screen.getByRole('button', { name: '1 is fine' }));
    expect(titles()).toContain('identity');
  });

  it('copies the command, the text to send, and the request for an admin', async () => {
    const { copy } = await showSetup({ doctor: section(doctor()) });
    const press = async (button: HTMLElement) => {
      fireEvent.click(button);
      await screen.findByText('Copied');
    };
    const [command] = screen.getAllByRole('button', { name: 'Copy' });
    await press(command!);
    expect(copy).toHaveBeenLastCalledWith(COMMAND);
    const [text] = screen.getAllByRole('button', { name: 'Copy' });
    fireEvent.click(text!);
    expect(copy).toHaveBeenLastCalledWith('Please activate:\n  churn');
    expect(screen.getByText('as an admin.')).toBeInTheDocument();
    const unknown = screen.getAllByRole('listitem')[3]!;
    expect(unknown).toHaveTextContent('Missing permission: a:Read.');
    fireEvent.click(
      within(unknown).getByRole('button', { name: 'Copy request for admin' })
    );
    expect(copy).toHaveBeenLastCalledWith(
      expect.stringContaining('"Action": "a:Read"')
    );
    await act(() => new Promise(resolve => setTimeout(resolve)));
  });

  it('asks Cost Explorer only when told to', async () => {
    const { client } = await showSetup({
      doctor: section(doctor()),
      refresh_doctor: section({
        ...doctor(),
        bill_as_of: '2026-11-23T12:00:00Z'
      })
    });
    expect(screen.getByText(/Cost Explorer was not asked/)).toBeInTheDocument();
    await act(async () => {
      fireEvent.click(
        screen.getByRole('button', { name: 'Ask Cost Explorer too ($0.03)' })
      );
      await new Promise(resolve => setTimeout(resolve));
    });
    expect(client.calls.pop()).toEqual([
      'refresh_doctor',
      { force: true, max_age: null, spend: true }
    ]);
    expect(screen.queryByText(/was not asked/)).toBeNull();
  });

  it('says why it could not be climbed', async () => {
    await showSetup({
      doctor: section(null, true),
      refresh_doctor: refusal()
    });
    expect(screen.getByText('Ask an admin.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Retry' })).toBeInTheDocument();
  });
});
