// A choice of a few: its name and the chosen one on a tint, with a caret; the browser's own list.
import * as React from 'react';
import { Icon } from '../icons';

export interface IOption {
  readonly value: string;
  readonly label: string;
}

export function Select(props: {
  label: string;
  /** Where the chosen value says enough. */
  hidesLabel?: boolean;
  value: string;
  options: readonly IOption[];
  onChange: (value: string) => void;
}): React.JSX.Element {
  return (
    <label className="jp-CostTags-select">
      {!props.hidesLabel && (
        <span className="jp-CostTags-muted">{props.label}</span>
      )}
      <select
        aria-label={props.label}
        value={props.value}
        onChange={event => props.onChange(event.target.value)}
      >
        {props.options.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <Icon shape="caret-down" />
    </label>
  );
}
