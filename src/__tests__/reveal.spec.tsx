import { render, screen } from '@testing-library/react';
import * as React from 'react';
import { RecentSection } from '../sections/recent';
import { ScanSection, type IScanProps } from '../sections/scan';
import { polyfill } from './around';
import { launch } from './guardmakers';
import { ended, job, policy, ready, scan, untagged, whoami } from './makers';

function scanProps(changes: Partial<IScanProps>): IScanProps {
  return {
    scan: ready(scan([untagged(), ended()])),
    rows: new Map(),
    policy: policy(),
    whoami: whoami(),
    mine: {},
    collapsed: false,
    onToggle: jest.fn(),
    onFixAll: jest.fn(),
    onRetry: jest.fn(),
    onApply: jest.fn(),
    onUndo: jest.fn(),
    onHold: jest.fn(),
    onPick: jest.fn(),
    onRecord: jest.fn(),
    ...changes
  };
}

describe('a row of a launch', () => {
  beforeAll(polyfill);

  it('says from which notebook it was launched, where that is known', () => {
    const launches = [launch('train-1'), launch('proc-1')];
    render(<ScanSection {...scanProps({ launches })} />);
    const [first, other] = screen.getAllByRole('listitem');
    expect(first).toHaveTextContent('counts from now · from churn.ipynb');
    expect(other).not.toHaveTextContent('churn.ipynb'); // of another kind
  });

  it('has the focus when it is asked for, however far down, and once', () => {
    const many = Array.from({ length: 30 }, (_, at) => untagged(`t-${at}`));
    const props = scanProps({
      scan: ready(scan(many)),
      revealed: { kind: 'training-job', name: 't-25' }
    });
    const { rerender } = render(<ScanSection {...props} />);
    expect(document.activeElement).toHaveTextContent('t-25');
    (document.activeElement as HTMLElement).blur();
    rerender(<ScanSection {...props} scan={ready(scan([...many]))} />);
    expect(document.activeElement).toBe(document.body);
    rerender(
      <ScanSection
        {...props}
        revealed={{ kind: 'training-job', name: 't-3' }}
      />
    );
    expect(document.activeElement).toHaveTextContent('t-3');
  });

  it('has the focus among the recent ones too', () => {
    const many = Array.from({ length: 30 }, (_, at) => job(`t-${at}`));
    render(
      <RecentSection
        onInventory={() => undefined}
        scan={ready(scan(many))}
        rows={new Map()}
        policy={policy()}
        costs={new Map()}
        revealed={{ kind: 'training-job', name: 't-25' }}
        collapsed={false}
        onToggle={jest.fn()}
      />
    );
    expect(document.activeElement).toHaveTextContent('t-25');
  });
});
