// Key by key: a field for each key that matters, and one to add another.
import * as React from 'react';
import { Button } from '../parts/basics';
import { Hint } from '../parts/field';
import { useSurroundings } from '../surroundings';
import { ruleOf } from '../sections/judged';
import type { IPolicyView, Tags } from '../types';
import { judgeKey, judgeValue } from '../validate';
import { Combobox } from './combobox';

export function Keys(props: {
  values: Tags;
  policy: IPolicyView | null;
  onChange: (key: string, value: string) => void;
}): React.JSX.Element {
  return (
    <div className="jp-CostTags-dialog-part">
      {Object.entries(props.values).map(([key, value]) => {
        const rule = ruleOf(props.policy, key);
        return (
          <Combobox
            key={key}
            label={key}
            rule={rule}
            value={value}
            fault={judgeValue(value, rule)}
            onChange={chosen => props.onChange(key, chosen)}
          />
        );
      })}
      <AddKey
        policy={props.policy}
        taken={Object.keys(props.values)}
        onAdd={key =>
          props.onChange(key, ruleOf(props.policy, key)?.default ?? '')
        }
      />
    </div>
  );
}

interface IAddKeyProps {
  policy: IPolicyView | null;
  taken: readonly string[];
  onAdd: (key: string) => void;
}

/** Offered while the policy has another key, or where there is none. */
function AddKey(props: IAddKeyProps): React.JSX.Element | null {
  const left = (props.policy?.keys ?? [])
    .filter(rule => !rule.protected && !props.taken.includes(rule.key))
    .map(rule => rule.key);
  return props.policy?.state === 'policy' && left.length === 0 ? null : (
    <KeyField {...props} left={left} />
  );
}

function KeyField(
  props: IAddKeyProps & { left: readonly string[] }
): React.JSX.Element {
  const { trans } = useSurroundings();
  const id = React.useId();
  const [text, setText] = React.useState('');
  const fault = text === '' ? null : judgeKey(text, props.policy);
  const isReady = text !== '' && fault === null;
  const add = (key: string) => {
    setText('');
    props.onAdd(key);
  };
  return (
    <div className="jp-CostTags-addkey">
      <label className="jp-CostTags-label" htmlFor={`${id}-input`}>
        {trans.__('Add a key')}
      </label>
      <div className="jp-CostTags-addkey-line">
        <div className={`jp-CostTags-field${fault ? ' jp-mod-invalid' : ''}`}>
          <input
            id={`${id}-input`}
            type="text"
            dir="auto"
            list={`${id}-keys`}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={fault !== null}
            aria-describedby={fault ? `${id}-hint` : undefined}
            value={text}
            onChange={event => setText(event.target.value)}
            onKeyDown={event => {
              if (event.key === 'Enter' && text !== '') {
                event.preventDefault();
                if (isReady) {
                  add(text);
                }
              }
            }}
          />
          <datalist id={`${id}-keys`}>
            {props.left.map(key => (
              <option key={key} value={key} />
            ))}
          </datalist>
        </div>
        <Button large disabled={!isReady} onClick={() => add(text)}>
          {trans.__('Add')}
        </Button>
      </div>
      {fault && <Hint id={`${id}-hint`} fault={fault} onUse={add} />}
    </div>
  );
}
