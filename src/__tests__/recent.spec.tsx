import { fireEvent, screen, within } from '@testing-library/react';
import * as React from 'react';
import { jobCosts, type JobCosts } from '../jobcost';
import { RecentSection } from '../sections/recent';
import type { IPolicyView, IScannedResource } from '../types';
import { show } from './around';
import {
  EMPTY,
  job,
  NO_POLICY,
  policy,
  ready,
  scan,
  spend,
  untagged
} from './makers';
import { running, up } from './moneymakers';

function showRecent(
  resources: readonly IScannedResource[],
  shown: IPolicyView = policy(),
  costs: JobCosts = new Map()
): void {
  show(
    <RecentSection
      onInventory={() => undefined}
      scan={ready(scan(resources))}
      rows={new Map()}
      policy={shown}
      costs={costs}
      collapsed={false}
      onToggle={jest.fn()}
    />
  );
}

describe('RecentSection', () => {
  it('lists what is tagged, and only that', () => {
    showRecent([job('a'), untagged('b')]);
    const list = screen.getByRole('list', { name: 'Recent' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(1);
    expect(list).toHaveTextContent('a');
    expect(screen.getByText('1 tagged')).toBeInTheDocument();
  });

  it('is not there without a job', () => {
    showRecent([untagged()]);
    expect(screen.queryByRole('region')).toBeNull();
  });

  it('calls nothing tagged without a policy', () => {
    showRecent([job('a'), job('b')], NO_POLICY);
    expect(screen.getByText('2 resources')).toBeInTheDocument();
    expect(screen.queryByText(/tagged/)).toBeNull();
  });

  it('shows many in portions', () => {
    showRecent(Array.from({ length: 9 }, (_, index) => job(`job-${index}`)));
    expect(screen.getAllByRole('listitem')).toHaveLength(5);
    fireEvent.click(screen.getByRole('button', { name: '4 more' }));
    expect(screen.getAllByRole('listitem')).toHaveLength(9);
  });

  it('shows what jobs cost where that is known, estimates as such', () => {
    const groups = [
      { key: 'training-job/a', amount: '4.12', estimated: false },
      { key: 'training-job/b', amount: '7.08', estimated: true }
    ];
    const month = ready(spend({ by: 'job', groups }));
    const look = ready(running([up('a'), up('c', { accrued: '0.95' })]));
    showRecent(
      ['a', 'b', 'c', 'd'].map(name => job(name)),
      policy(),
      jobCosts(month, look)
    );
    const [a, b, c, d] = screen.getAllByRole('listitem');
    expect(a).toHaveTextContent('$4.12');
    expect(a).not.toHaveTextContent('~');
    expect(b).toHaveTextContent('~$7.08');
    expect(c).toHaveTextContent('~$0.95');
    expect(d).not.toHaveTextContent('$');
  });

  it('takes no other breakdown for the one by job', () => {
    const groups = [{ key: 'training-job/a', amount: '1', estimated: false }];
    const other = ready(spend({ by: 'service', groups }));
    expect(jobCosts(other, EMPTY).size).toBe(0);
  });
});
