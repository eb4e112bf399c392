// The month's section on a page, for its tests.
import { screen } from '@testing-library/react';
import * as React from 'react';
import { SpendSection, type ISpendProps } from '../sections/spend';
import type { ISpend } from '../types';
import { show } from './around';
import { policy, ready, status, whoami } from './makers';

export const actions = {
  onToggle: jest.fn(),
  onGroup: jest.fn(),
  onRefresh: jest.fn()
};

export function showSpend(
  value: ISpend | ISpendProps['spend'],
  changes: Partial<ISpendProps> = {}
): void {
  const state = 'kind' in value ? value : ready(value);
  show(
    <SpendSection
      spend={state}
      by={null}
      grouped={state}
      running={null}
      budgets={null}
      status={status()}
      policy={policy()}
      whoami={whoami()}
      collapsed={false}
      {...actions}
      {...changes}
    />,
    { locale: 'en-US' }
  );
}

export const month = () => screen.getByRole('region', { name: /This month/ });
