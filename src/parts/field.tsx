// One key's value: a select when the policy lists values, else a field that judges while typing.
import * as React from 'react';
import { Icon } from '../icons';
import { rich, useSurroundings } from '../surroundings';
import type { IPolicyKey } from '../types';
import type { Fault } from '../validate';
import { faultText, suggestionOf } from '../words';
import { Button, Code, Name } from './basics';
import { visible } from '../text';

export interface IValueProps {
  tagKey: string;
  rule: IPolicyKey | null;
  value: string;
  fault: Fault | null;
  label: string;
  disabled?: boolean;
  tabIndex?: number;
  onChange: (value: string) => void;
  onEnter: () => void;
}

export function ValueControl(props: IValueProps): React.JSX.Element {
  return props.rule?.values ? (
    <ValueSelect {...props} />
  ) : (
    <ValueField {...props} />
  );
}

/** The value on a tint with a caret; the browser's own list, for long lists and screen readers. */
function ValueSelect(props: IValueProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const values = props.rule?.values ?? [];
  const known = values.some(allowed => allowed.value === props.value);
  return (
    <label className="jp-CostTags-select">
      <Name className="jp-CostTags-muted" text={props.tagKey} />
      <select
        aria-label={props.label}
        value={props.value}
        disabled={props.disabled}
        tabIndex={props.tabIndex}
        onChange={event => props.onChange(event.target.value)}
      >
        {!known && (
          <option value={props.value}>
            {props.value ? visible(props.value) : trans.__('choose…')}
          </option>
        )}
        {values.map(({ value, label }) => (
          <option key={value} value={value}>
            {label ? `${visible(value)} · ${visible(label)}` : visible(value)}
          </option>
        ))}
      </select>
      <Icon shape="caret-down" />
    </label>
  );
}

function ValueField(props: IValueProps): React.JSX.Element {
  const hint = React.useId();
  const [touched, setTouched] = React.useState(false);
  const fault = touched || props.value ? props.fault : null;
  return (
    <div className="jp-CostTags-valuefield">
      <label className={`jp-CostTags-field${fault ? ' jp-mod-invalid' : ''}`}>
        <Name className="jp-CostTags-muted" text={props.tagKey} />
        <input
          type="text"
          dir="auto"
          aria-label={props.label}
          aria-invalid={fault !== null}
          aria-describedby={fault ? hint : undefined}
          autoComplete="off"
          spellCheck={false}
          value={props.value}
          disabled={props.disabled}
          tabIndex={props.tabIndex}
          onChange={event => {
            setTouched(true);
            props.onChange(event.target.value);
          }}
          onKeyDown={event => {
            if (event.key === 'Enter' && !props.fault) {
              event.preventDefault();
              props.onEnter();
            }
          }}
        />
      </label>
      {fault && <Hint id={hint} fault={fault} onUse={props.onChange} />}
    </div>
  );
}

/** What is wrong with what was typed, and the nearest spelling. */
export function Hint(props: {
  id: string;
  fault: Fault;
  onUse: (value: string) => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const suggestion = suggestionOf(props.fault);
  return (
    <div className="jp-CostTags-hint" id={props.id} role="status">
      <Icon shape="error" tone="error" />
      <span>
        {faultText(trans, props.fault)}
        {suggestion !== null && (
          <>
            {' '}
            {rich(
              (...slots) => trans.__('Did you mean %1? %2', ...slots),
              <Code text={suggestion} />,
              <Button kind="quiet" onClick={() => props.onUse(suggestion)}>
                {trans.__('Use it')}
              </Button>
            )}
          </>
        )}
      </span>
    </div>
  );
}
