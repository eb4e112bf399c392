// What is left to do for what has ended, and what is said of values that look mistyped.
import { fireEvent, screen } from '@testing-library/react';
import * as React from 'react';
import { RecentSection } from '../sections/recent';
import { ScanSection, type IScanProps } from '../sections/scan';
import type { IScannedResource } from '../types';
import { show } from './around';
import {
  ended,
  job,
  policy,
  problem,
  ready,
  scan,
  untagged,
  whoami
} from './makers';

const onRecord = jest.fn();
const onPick = jest.fn();
const nothing = () => undefined;

function rows(
  resource: IScannedResource,
  changes: Partial<IScanProps> = {}
): void {
  show(
    <ScanSection
      scan={ready(scan([resource]))}
      rows={new Map()}
      policy={policy()}
      whoami={whoami()}
      mine={{ project: 'churn' }}
      collapsed={false}
      onToggle={nothing}
      onFixAll={nothing}
      onRetry={nothing}
      onApply={nothing}
      onUndo={nothing}
      onHold={nothing}
      onPick={onPick}
      onRecord={onRecord}
      {...changes}
    />
  );
}

const SUSPECT = {
  key: 'environment',
  value: 'devv',
  reason: 'Only here.',
  suggestion: 'dev'
};

describe('rows of the panel', () => {
  it('records what has ended, and does not offer to apply tags to it', () => {
    rows(ended());
    expect(screen.queryByRole('button', { name: /^Apply/ })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Record proc-1…' }));
    expect(onRecord).toHaveBeenCalledWith(ended());
    fireEvent.click(screen.getByRole('button', { name: /^Other tags for/ }));
    expect(onPick).toHaveBeenCalledWith(ended());
  });

  it('says what it cost, and that it is recorded, where that is known', () => {
    const cost = { amount: '4.12', currency: 'USD', estimated: false };
    rows(ended(), {
      costs: new Map([['training-job/proc-1', cost]]),
      recorded: new Set([ended().id])
    });
    expect(screen.getByRole('listitem')).toHaveTextContent('$4.12');
    expect(screen.getByRole('listitem')).toHaveTextContent('Recorded…');
  });

  it('names one sentence where the policy can’t be read', () => {
    const lost = untagged('a', { state: 'unknown', reason: 'Bad policy.' });
    rows(lost, { policy: policy({ problem: problem() }) });
    expect(screen.queryByRole('list')).toBeNull();
    expect(screen.getByRole('region')).toHaveTextContent(
      'The policy can’t be read, so 1 resource is not judged.'
    );
  });

  it('names a value that looks mistyped, and the notebook job as one', () => {
    const suspects = [SUSPECT];
    const odd = untagged('nb-1', { noun: 'notebook job', suspects });
    rows(odd);
    expect(screen.getByRole('list')).toHaveTextContent(
      'environment=devv: Only here; did you mean “dev”?'
    );
    expect(screen.getByRole('list')).toHaveTextContent('notebook job');
  });

  it('leads from a tagged one that looks mistyped to its tags', () => {
    const odd = job('done-1', { suspects: [SUSPECT] });
    show(
      <RecentSection
        scan={ready(scan([odd]))}
        rows={new Map()}
        policy={policy()}
        costs={new Map()}
        collapsed={false}
        onToggle={nothing}
        onInventory={nothing}
        onPick={onPick}
      />
    );
    expect(screen.getByRole('list')).toHaveTextContent('did you mean “dev”?');
    fireEvent.click(
      screen.getByRole('button', { name: 'Change the tags of done-1…' })
    );
    expect(onPick).toHaveBeenCalledWith(odd);
  });
});
