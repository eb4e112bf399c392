// The first question of the picker: which named set, or key by key.
import * as React from 'react';
import { Name } from '../parts/basics';
import { useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { IPolicyView, Tags } from '../types';
import { ruleOf } from '../sections/judged';
import type { IOffer, Way } from './choice';

export function Ways(props: {
  offers: readonly IOffer[];
  way: Way;
  policy: IPolicyView | null;
  onChoose: (way: Way) => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const name = React.useId();
  return (
    <fieldset className="jp-CostTags-dialog-part">
      <legend className="jp-CostTags-hidden">{trans.__('Tags to set')}</legend>
      {props.offers.map(offer => (
        <Radio
          key={keyOf(offer.way)}
          name={name}
          checked={keyOf(offer.way) === keyOf(props.way)}
          onChoose={() => props.onChoose(offer.way)}
          detail={spelled(offer.tags, props.policy)}
          fact={offer.isMine ? trans.__('your default') : null}
        >
          {offer.way.kind === 'bundle' ? (
            <Name className="jp-CostTags-strong" text={offer.way.name} />
          ) : (
            <span className="jp-CostTags-strong">{trans.__('Your tags')}</span>
          )}
        </Radio>
      ))}
      <Radio
        name={name}
        checked={props.way.kind === 'keys'}
        onChoose={() => props.onChoose({ kind: 'keys' })}
      >
        {trans.__('Choose key by key…')}
      </Radio>
    </fieldset>
  );
}

export function Radio(props: {
  name: string;
  checked: boolean;
  onChoose: () => void;
  children: React.ReactNode;
  detail?: string;
  fact?: string | null;
}): React.JSX.Element {
  return (
    <label
      className={`jp-CostTags-option${props.checked ? ' jp-mod-active' : ''}`}
    >
      <input
        type="radio"
        className="jp-CostTags-radio"
        name={props.name}
        checked={props.checked}
        onChange={props.onChoose}
      />
      <span className="jp-CostTags-option-text">
        {props.children}
        {props.detail && (
          <bdi className="jp-CostTags-option-detail jp-CostTags-small jp-CostTags-muted">
            {props.detail}
          </bdi>
        )}
      </span>
      {props.fact && (
        <span className="jp-CostTags-small jp-CostTags-muted">
          {props.fact}
        </span>
      )}
    </label>
  );
}

/** The values of a set with their friendly names: "Retail ML CC-4711 · churn · dev". */
export function spelled(tags: Tags, policy: IPolicyView | null): string {
  return Object.entries(tags)
    .map(([key, value]) => {
      const rule = ruleOf(policy, key);
      const label = rule?.values?.find(one => one.value === value)?.label;
      return label ? `${visible(label)} ${visible(value)}` : visible(value);
    })
    .join(' · ');
}

export function keyOf(way: Way): string {
  return way.kind === 'bundle' ? `bundle ${way.name}` : way.kind;
}
