// A box to tick; "some" is neither.
import * as React from 'react';

export function Check(props: {
  label: string;
  checked: boolean;
  some?: boolean;
  tabIndex?: number;
  onChange: (checked: boolean, event: React.MouseEvent) => void;
}): React.JSX.Element {
  const box = React.useRef<HTMLInputElement>(null);
  React.useEffect(() => {
    if (box.current) {
      box.current.indeterminate = props.some ?? false;
    }
  }, [props.some]);
  return (
    <input
      ref={box}
      type="checkbox"
      className="jp-CostTags-check"
      aria-label={props.label}
      checked={props.checked}
      tabIndex={props.tabIndex}
      onClick={event => props.onChange(event.currentTarget.checked, event)}
      onChange={() => undefined}
    />
  );
}
