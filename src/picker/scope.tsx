// Which jobs a choice is for.
import * as React from 'react';
import { useSurroundings } from '../surroundings';
import { Radio } from './ways';

export function Scope(props: {
  all: boolean;
  count: number;
  onChange: (all: boolean) => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const name = React.useId();
  return (
    <fieldset className="jp-CostTags-dialog-part">
      <legend className="jp-CostTags-label">{trans.__('Use it for')}</legend>
      <div className="jp-CostTags-scope">
        <Radio
          name={name}
          checked={!props.all}
          onChoose={() => props.onChange(false)}
        >
          {trans.__('Only this')}
        </Radio>
        <Radio
          name={name}
          checked={props.all}
          onChoose={() => props.onChange(true)}
        >
          {trans.__('All %1', String(props.count))}
        </Radio>
      </div>
    </fieldset>
  );
}
