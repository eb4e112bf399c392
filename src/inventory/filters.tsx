// Above the table: what to look for, in which order, in which groups.
import * as React from 'react';
import { Icon } from '../icons';
import { Button } from '../parts/basics';
import { Select, type IOption } from '../parts/select';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import { kindName, stateName, statusWord } from '../words';
import { columnName, mostFirst } from './head';
import {
  NO_FILTERS,
  type Column,
  type Grouping,
  type IFilters,
  type IOffered,
  type IOrder
} from './rows';

export interface IFiltersProps {
  filters: IFilters;
  offered: IOffered;
  grouping: Grouping;
  order: IOrder;
  search: React.RefObject<HTMLInputElement>;
  /** Whose resources are listed, and how to choose. */
  scope: React.ReactNode;
  onFilters: (filters: IFilters) => void;
  onGrouping: (grouping: Grouping) => void;
  onOrder: (order: IOrder) => void;
  /** From the search into the table. */
  onDown: () => void;
}

export function Filters(props: IFiltersProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { filters, onFilters } = props;
  const isOn = JSON.stringify(filters) !== JSON.stringify(NO_FILTERS);
  return (
    <div
      className="jp-CostTags-filters"
      role="search"
      aria-label={trans.__('Filter resources')}
    >
      {props.scope}
      <Search {...props} />
      <Choices {...props} />
      <Arrangement {...props} />
      {isOn && (
        <Button kind="quiet" onClick={() => onFilters(NO_FILTERS)}>
          {trans.__('Clear filters')}
        </Button>
      )}
    </div>
  );
}

function Search(props: IFiltersProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { filters, onFilters } = props;
  const onKeyDown = (event: React.KeyboardEvent) => {
    const leave = event.key === 'ArrowDown' || event.key === 'Enter';
    if (leave) {
      event.preventDefault();
      props.onDown();
    } else if (event.key === 'Escape' && filters.text !== '') {
      event.preventDefault();
      event.stopPropagation();
      onFilters({ ...filters, text: '' });
    }
  };
  return (
    <label className="jp-CostTags-field jp-CostTags-search">
      <Icon shape="search" />
      <input
        ref={props.search}
        type="search"
        aria-label={trans.__('Search by name or tag')}
        aria-keyshortcuts="/"
        placeholder={trans.__('Name or tag   /')}
        autoComplete="off"
        spellCheck={false}
        value={filters.text}
        onChange={event => onFilters({ ...filters, text: event.target.value })}
        onKeyDown={onKeyDown}
      />
    </label>
  );
}

const DAYS = [1, 7, 30];

function Choices(props: IFiltersProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { filters, offered, onFilters } = props;
  const set = (changes: Partial<IFilters>) =>
    onFilters({ ...filters, ...changes });
  const any = (label: string): IOption => ({ value: '', label });
  return (
    <>
      <Select
        label={trans.__('Tags')}
        value={filters.state ?? ''}
        options={[
          any(trans.__('Any')),
          ...(['non-compliant', 'unknown', 'compliant'] as const).map(
            state => ({
              value: state,
              label: stateName(trans, state)
            })
          )
        ]}
        onChange={value =>
          set({ state: value === '' ? null : (value as IFilters['state']) })
        }
      />
      <Select
        label={trans.__('Missing')}
        value={filters.missing ?? ''}
        options={[
          any(trans.__('Any')),
          ...offered.keys.map(key => ({ value: key, label: visible(key) }))
        ]}
        onChange={value => set({ missing: value || null })}
      />
      <Select
        label={trans.__('Kind')}
        value={filters.kind ?? ''}
        options={[
          any(trans.__('Any')),
          ...offered.kinds.map(kind => ({
            value: kind,
            label: kindName(trans, kind)
          }))
        ]}
        onChange={value => set({ kind: value || null })}
      />
      <Select
        label={trans.__('Status')}
        value={filters.status ?? ''}
        options={[
          any(trans.__('Any')),
          ...offered.statuses.map(status => ({
            value: status,
            label: statusWord(trans, status)
          }))
        ]}
        onChange={value => set({ status: value || null })}
      />
      <Select
        label={trans.__('Started')}
        value={String(filters.days ?? '')}
        options={[
          any(trans.__('Any time')),
          ...DAYS.map(days => ({
            value: String(days),
            label: trans._n('last day', 'last %1 days', days)
          }))
        ]}
        onChange={value => set({ days: value === '' ? null : Number(value) })}
      />
    </>
  );
}

const COLUMNS: readonly Column[] = [
  'created',
  'name',
  'kind',
  'state',
  'status',
  'cost'
];

function Arrangement(props: IFiltersProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { order, grouping } = props;
  return (
    <>
      <Select
        label={trans.__('Group')}
        value={grouping ?? ''}
        options={[
          { value: '', label: trans.__('None') },
          { value: 'missing', label: trans.__('Missing key') },
          { value: 'kind', label: trans.__('Kind') },
          { value: 'user', label: trans.__('User') }
        ]}
        onChange={value =>
          props.onGrouping(value === '' ? null : (value as Grouping))
        }
      />
      <Select
        label={trans.__('Sort')}
        value={order.by}
        options={COLUMNS.map(by => ({
          value: by,
          label: columnName(trans, by)
        }))}
        onChange={value =>
          props.onOrder({
            by: value as Column,
            descending: mostFirst(value as Column)
          })
        }
      />
    </>
  );
}
