import { fireEvent, screen, within } from '@testing-library/react';
import * as React from 'react';
import { RecentSection } from '../sections/recent';
import type { IPolicyView, IScannedResource } from '../types';
import { show } from './around';
import { job, NO_POLICY, policy, ready, scan, untagged } from './makers';

function showRecent(
  resources: readonly IScannedResource[],
  shown: IPolicyView = policy()
): void {
  show(
    <RecentSection
      onInventory={() => undefined}
      scan={ready(scan(resources))}
      rows={new Map()}
      policy={shown}
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
});
