// A text field with the allowed values under it: type to narrow, arrows to move, Enter to take.
import * as React from 'react';
import { Icon } from '../icons';
import { Hint } from '../parts/field';
import { Name } from '../parts/basics';
import { useSurroundings } from '../surroundings';
import type { IAllowedValue, IPolicyKey } from '../types';
import type { Fault } from '../validate';

const MOST_OPTIONS = 50;

export interface IComboboxProps {
  label: string;
  rule: IPolicyKey | null;
  value: string;
  fault: Fault | null;
  onChange: (value: string) => void;
}

export function Combobox(props: IComboboxProps): React.JSX.Element {
  const id = React.useId();
  const list = useList(props);
  const lists = hasValues(props.rule);
  // While one chooses from the list, what is typed is no value yet.
  const quiet = props.value === '' || list.isTyping;
  const fault = quiet ? null : props.fault;
  return (
    <div className="jp-CostTags-combobox">
      <label className="jp-CostTags-label" htmlFor={`${id}-input`}>
        <Name text={props.label} />
      </label>
      <div className={`jp-CostTags-field${fault ? ' jp-mod-invalid' : ''}`}>
        <input
          id={`${id}-input`}
          type="text"
          dir="auto"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={fault !== null}
          aria-describedby={`${id}-hint`}
          {...(lists && comboboxRole(id, list))}
          value={props.value}
          {...list.events}
        />
        {lists && <Icon shape="caret-down" />}
      </div>
      {lists && <Listbox id={id} list={list} value={props.value} />}
      {fault ? (
        <Hint id={`${id}-hint`} fault={fault} onUse={list.take} />
      ) : (
        <Allowed id={`${id}-hint`} rule={props.rule} />
      )}
    </div>
  );
}

function Listbox(props: {
  id: string;
  list: List;
  value: string;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { id, list } = props;
  return (
    <ul
      id={`${id}-list`}
      role="listbox"
      className="jp-CostTags-listbox"
      aria-label={trans.__('Allowed values')}
      hidden={!list.isOpen}
    >
      {list.options.map((option, index) => (
        <Option
          key={option.value}
          id={`${id}-${index}`}
          option={option}
          isActive={index === list.active}
          isChosen={option.value === props.value}
          onTake={() => list.take(option.value)}
        />
      ))}
    </ul>
  );
}

type List = ReturnType<typeof useList>;

/** What is listed, what is active, and what keys and clicks do. */
function useList({ rule, value, onChange }: IComboboxProps) {
  const [open, setOpen] = React.useState(false);
  const [typed, setTyped] = React.useState(false);
  const [active, setActive] = React.useState(-1);
  const options = narrowed(rule?.values ?? [], typed ? value : '');
  const isOpen = open && options.length > 0;
  const close = () => {
    setOpen(false);
    setTyped(false);
    setActive(-1);
  };
  const take = (chosen: string) => {
    onChange(chosen);
    close();
  };
  const move = (step: number) => {
    setActive(isOpen ? around(active + step, options.length) : 0);
    setOpen(true);
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    ...(isOpen && { Escape: close }),
    ...(isOpen &&
      options[active] && { Enter: () => take(options[active]?.value ?? '') })
  };
  return {
    options,
    active,
    isOpen,
    isTyping: isOpen && typed,
    take,
    events: {
      onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
        setTyped(true);
        setOpen(true);
        setActive(-1);
        onChange(event.target.value);
      },
      onClick: () => setOpen(true),
      onBlur: close,
      onKeyDown: (event: React.KeyboardEvent) => {
        const act = keys[event.key];
        if (act) {
          event.preventDefault();
          event.stopPropagation();
          act();
        }
      }
    }
  };
}

function hasValues(rule: IPolicyKey | null): boolean {
  return (rule?.values?.length ?? 0) > 0;
}

function comboboxRole(id: string, list: List) {
  return {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': list.isOpen,
    'aria-controls': `${id}-list`,
    'aria-activedescendant':
      list.isOpen && list.active >= 0 ? `${id}-${list.active}` : undefined
  } as const;
}

function Option(props: {
  id: string;
  option: IAllowedValue;
  isActive: boolean;
  isChosen: boolean;
  onTake: () => void;
}): React.JSX.Element {
  const { option } = props;
  const item = React.useRef<HTMLLIElement>(null);
  React.useEffect(() => {
    if (props.isActive) {
      item.current?.scrollIntoView({ block: 'nearest' });
    }
  }, [props.isActive]);
  return (
    <li
      ref={item}
      id={props.id}
      role="option"
      aria-selected={props.isChosen}
      className={props.isActive ? 'jp-mod-active' : undefined}
      // Before the field loses the focus and closes the list.
      onMouseDown={event => {
        event.preventDefault();
        props.onTake();
      }}
    >
      {props.isChosen ? <Icon shape="check" tone="brand" /> : <span />}
      <span className="jp-CostTags-clip">
        <Name text={option.value} />
        {option.label && (
          <span className="jp-CostTags-muted">
            {' '}
            <Name text={option.label} />
          </span>
        )}
      </span>
    </li>
  );
}

/** What the policy says of the key's values, while nothing is wrong. */
function Allowed(props: {
  id: string;
  rule: IPolicyKey | null;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const count = props.rule?.values?.length ?? 0;
  return (
    <p
      id={props.id}
      className="jp-CostTags-hint jp-CostTags-muted"
      hidden={count === 0 && !props.rule?.pattern}
    >
      {count > 0
        ? trans._n(
            'Your organisation allows this %1 value.',
            'Your organisation allows these %1 values.',
            count
          )
        : trans.__('Must match %1', props.rule?.pattern ?? '')}
    </p>
  );
}

function narrowed(
  values: readonly IAllowedValue[],
  typed: string
): readonly IAllowedValue[] {
  const wanted = typed.toLowerCase();
  return values
    .filter(({ value, label }) =>
      `${value}\n${label ?? ''}`.toLowerCase().includes(wanted)
    )
    .slice(0, MOST_OPTIONS);
}

function around(index: number, count: number): number {
  return (index + count) % count;
}
