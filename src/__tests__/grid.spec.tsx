// The table with many rows: what is in the page, and what the keyboard does.
import { act, fireEvent, render, screen } from '@testing-library/react';
import * as React from 'react';
import { Inventory } from '../inventory/inventory';
import type { ICostTags, ISnapshot } from '../tokens';
import {
  failed,
  job,
  ready,
  scan,
  snapshot,
  told,
  trans,
  untagged
} from './makers';

const MANY = Array.from({ length: 5000 }, (_, index) =>
  index % 10 === 0
    ? untagged(`job-${index}`)
    : job(`job-${index}`, { created: '2026-11-20T10:00:00Z' })
);

const SIGNAL = { connect: () => true, disconnect: () => true };

function show(changes: Partial<ISnapshot> = {}) {
  const refresh = jest.fn(() => Promise.resolve());
  const shown = snapshot({ scan: ready(scan(MANY)), ...changes });
  const model = {
    changed: SIGNAL,
    snapshot: shown,
    scans: { costs: jest.fn(() => new Promise(() => undefined)) },
    fixes: {
      finished: SIGNAL,
      plan: jest.fn(() => new Promise(() => undefined))
    },
    refresh
  } as unknown as ICostTags;
  render(
    <Inventory
      model={model}
      surroundings={{ trans, locale: 'en-US', copy: () => undefined }}
    />
  );
  return { model, refresh };
}

const grid = () => screen.queryByRole('treegrid') ?? screen.getByRole('grid');
const press = (key: string, more: object = {}) =>
  fireEvent.keyDown(grid(), { key, ...more });
const active = () =>
  document.getElementById(grid().getAttribute('aria-activedescendant') ?? '');

describe('Inventory', () => {
  it('has only the lines on screen in the page, and counts all', () => {
    show();
    expect(grid()).toHaveAttribute('aria-rowcount', '5001');
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
    expect(screen.getByText(/^5,000 resources/)).toBeInTheDocument();
  });

  it('moves, chooses and opens by the keyboard', () => {
    show();
    press('ArrowDown');
    press('ArrowDown');
    expect(active()).toHaveTextContent('job-10');
    press(' ');
    press('ArrowDown', { shiftKey: true });
    press('ArrowDown', { shiftKey: true });
    expect(screen.getByText('3 selected')).toBeInTheDocument();
    press('Enter');
    expect(screen.getByRole('complementary')).toHaveAccessibleName('job-30');
    press('Escape');
    expect(screen.queryByRole('complementary')).toBeNull();
    press('Escape');
    expect(screen.queryByText('3 selected')).toBeNull();
  });

  it('counts required keys only', () => {
    const stray = { key: 'Project', value: 'x', reason: '', suggestion: null };
    const odd = untagged('odd', { missing: ['project'], invalid: [stray] });
    show({ scan: ready(scan([odd])) });
    expect(screen.getAllByRole('row')[1]).toHaveTextContent('2 of 3');
  });

  it('reaches the end, and chooses all', () => {
    show();
    press('End');
    expect(active()).toHaveTextContent('job-4999');
    press('a', { ctrlKey: true });
    expect(screen.getByText('5000 selected')).toBeInTheDocument();
  });

  it('finds by name, and says when nothing matches', () => {
    show();
    fireEvent.keyDown(grid(), { key: '/' });
    const search = screen.getByRole('searchbox');
    expect(search).toHaveFocus();
    fireEvent.change(search, { target: { value: 'job-4999' } });
    expect(grid()).toHaveAttribute('aria-rowcount', '2');
    fireEvent.change(search, { target: { value: 'nothing-like-it' } });
    expect(screen.getByText('Nothing matches the filters.')).toBeVisible();
  });

  it('offers my tags for all that need one, in one button', async () => {
    show();
    const button = screen.getByRole('button', {
      name: 'Apply my tags to these 500…'
    });
    HTMLDialogElement.prototype.showModal = jest.fn();
    HTMLDialogElement.prototype.close = jest.fn();
    fireEvent.click(button);
    expect(
      await screen.findByText(
        'Apply your tags to 500 resources',
        {},
        { timeout: 10_000 } // the windows are loaded now
      )
    ).toBeInTheDocument();
  });

  it('groups by missing key, and folds a group', () => {
    show();
    fireEvent.change(screen.getByLabelText('Group'), {
      target: { value: 'missing' }
    });
    press('Home');
    expect(active()).toHaveTextContent('Missing or not allowed: project500');
    press('ArrowLeft');
    expect(active()).toHaveAttribute('aria-expanded', 'false');
    expect(grid()).toHaveAttribute('aria-rowcount', String(4500 + 2 + 1));
  });

  it('tells why there is nothing, and asks again', () => {
    const { refresh } = show({ scan: failed(told()) });
    expect(screen.getByText(/Your role can’t search/)).toBeVisible();
    act(() => screen.getByRole('button', { name: 'Retry' }).click());
    expect(refresh).toHaveBeenCalled();
    expect(screen.queryByRole('grid')).toBeNull();
  });

  it('keeps the list when a later scan fails, and says that one was partial', () => {
    show({ scan: failed(told(), scan(MANY, { complete: false })) });
    expect(grid()).toBeVisible();
    expect(
      screen.getByText('Not everything could be read; there may be more.')
    ).toBeVisible();
  });

  it('says that nothing was found only when all was read', () => {
    show({ scan: ready(scan([])) });
    expect(screen.getByText(/^Nothing in the last 30 days/)).toBeVisible();
  });
});
