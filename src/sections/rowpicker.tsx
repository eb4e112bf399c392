// The picker in a row: one control per key that needs a value, and Apply.
import * as React from 'react';
import { Button } from '../parts/basics';
import { ValueControl } from '../parts/field';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IPolicyView, IScannedResource, Tags } from '../types';
import { judgeValue } from '../validate';
import { faultyKeys, firstChoice, ruleOf } from './judged';
import { own } from '../record';

/** What a person chose for a row, and whether it can be applied. */
export interface IChoices {
  readonly keys: readonly string[];
  readonly policy: IPolicyView | null;
  readonly values: Tags;
  /** What to set; null while a value is missing or not allowed. */
  readonly set: Tags | null;
  readonly choose: (key: string, value: string) => void;
}

export function useChoices(
  resource: IScannedResource,
  policy: IPolicyView | null,
  mine: Tags
): IChoices {
  const [chosen, setChosen] = React.useState<Tags>({});
  const keys = faultyKeys(resource, policy);
  const values = Object.fromEntries(
    keys.map(key => [
      key,
      own(chosen, key) ?? firstChoice(resource, key, policy, mine)
    ])
  );
  const complete =
    keys.length > 0 &&
    keys.every(key => !judgeValue(own(values, key) ?? '', ruleOf(policy, key)));
  return {
    keys,
    policy,
    values,
    set: complete ? values : null,
    choose: (key, value) => setChosen(before => ({ ...before, [key]: value }))
  };
}

export function RowPicker(props: {
  resource: IScannedResource;
  choices: IChoices;
  busy: boolean;
  tabIndex: number;
  onApply: () => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { resource, choices, busy } = props;
  const name = visible(resource.name);
  return (
    <div className="jp-CostTags-row-controls">
      <div className="jp-CostTags-row-values">
        {choices.keys.map(key => {
          const rule = ruleOf(choices.policy, key);
          const value = own(choices.values, key) ?? '';
          return (
            <ValueControl
              key={key}
              tagKey={key}
              rule={rule}
              value={value}
              fault={judgeValue(value, rule)}
              label={trans.__('%1 for %2', visible(key), name)}
              disabled={busy}
              tabIndex={props.tabIndex}
              onChange={chosen => choices.choose(key, chosen)}
              onEnter={props.onApply}
            />
          );
        })}
      </div>
      <Button
        kind="accept"
        disabled={busy || choices.set === null}
        tabIndex={props.tabIndex}
        label={trans.__('Apply to %1', name)}
        onClick={props.onApply}
      >
        {busy ? trans.__('Applying…') : trans.__('Apply')}
      </Button>
    </div>
  );
}
