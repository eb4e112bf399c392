// The tags of my own profile or space: changed here if allowed, with the truth about when it counts.
import * as React from 'react';
import { Message, Name } from '../parts/basics';
import { Problem, Trouble } from '../parts/trouble';
import { own } from '../record';
import { failureOf, type Failure } from '../resource';
import { ruleOf } from '../sections/judged';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type {
  IOwn,
  IOwnPlan,
  IOwnTags,
  IPolicyView,
  IWhoAmI,
  Tags
} from '../types';
import { judgeValue } from '../validate';
import type { pickerActs } from './acts';
import { Keys } from './keys';
import { PlanWindow } from './planwindow';
import { Radio } from './ways';

type Layer = IOwnTags['layer'];

export interface IOwnProps {
  policy: IPolicyView | null;
  whoami: IWhoAmI | null;
  acts: ReturnType<typeof pickerActs>;
  onRead: () => Promise<IOwn>;
  onPlan: (
    layer: Layer,
    set: Tags,
    remove: readonly string[]
  ) => Promise<IOwnPlan>;
  onClose: () => void;
}

export function Own(props: IOwnProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { told, failure, read } = useTold(props.onRead);
  const { layers, layer, choose, values, type, change } = useLayer(
    told,
    props.policy
  );
  return (
    <PlanWindow
      title={
        layer
          ? rich(
              (...slots) => trans.__('Tags of %1', ...slots),
              <Name text={layer.name} />
            )
          : trans.__('Your own tags')
      }
      notes={told?.notes ?? []}
      question={layer && change && JSON.stringify([layer.layer, change])}
      ask={() => asked(props.onPlan, layer, change)}
      acts={props.acts}
      whoami={props.whoami}
      onClose={props.onClose}
    >
      {failure && (
        <Trouble failure={failure} whoami={props.whoami} onRetry={read} />
      )}
      {told?.reason && (
        <Message shape="info" plain>
          {visible(told.reason)}
        </Message>
      )}
      <LayerChoice layers={layers} layer={layer} onChoose={choose} />
      {layer && (
        <LayerFields {...props} layer={layer} values={values} onType={type} />
      )}
    </PlanWindow>
  );
}

function useTold(onRead: () => Promise<IOwn>) {
  const [told, setTold] = React.useState<IOwn | null>(null);
  const [failure, setFailure] = React.useState<Failure | null>(null);
  const read = () => {
    setFailure(null);
    onRead().then(setTold, (error: unknown) => {
      setFailure(failureOf(error));
    });
  };
  React.useEffect(read, []);
  return { told, failure, read };
}

/** Which layer is being changed, and what is typed for it. */
function useLayer(told: IOwn | null, policy: IPolicyView | null) {
  const [chosen, setChosen] = React.useState<Layer | null>(null);
  const [typed, setTyped] = React.useState<Tags>({});
  const layers = told?.layers ?? [];
  const layer = layers.find(one => one.layer === chosen) ?? layers[0] ?? null;
  const values = layer ? valuesOf(layer, policy, typed) : {};
  return {
    layers,
    layer,
    values,
    change: layer && changeOf(layer, values, policy),
    choose: (one: Layer) => {
      setChosen(one);
      setTyped({});
    },
    type: (key: string, value: string) =>
      setTyped(before => ({ ...before, [key]: value }))
  };
}

function asked(
  onPlan: IOwnProps['onPlan'],
  layer: IOwnTags | null,
  change: ReturnType<typeof changeOf>
): Promise<IOwnPlan> {
  return onPlan(
    layer?.layer ?? 'user-profile',
    change?.set ?? {},
    change?.remove ?? []
  );
}

function LayerChoice(props: {
  layers: readonly IOwnTags[];
  layer: IOwnTags | null;
  onChoose: (layer: Layer) => void;
}): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const name = React.useId();
  return props.layers.length < 2 ? null : (
    <fieldset className="jp-CostTags-dialog-part">
      <legend className="jp-CostTags-label">
        {trans.__('Change tags of')}
      </legend>
      {props.layers.map(one => (
        <Radio
          key={one.layer}
          name={name}
          checked={one === props.layer}
          onChoose={() => props.onChoose(one.layer)}
          fact={
            one.layer === 'space' ? trans.__('space') : trans.__('user profile')
          }
        >
          <Name text={one.name} />
        </Radio>
      ))}
    </fieldset>
  );
}

function LayerFields(props: {
  layer: IOwnTags;
  values: Tags;
  policy: IPolicyView | null;
  whoami: IWhoAmI | null;
  onType: (key: string, value: string) => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { layer } = props;
  return (
    <>
      {layer.problem && (
        <Problem problem={layer.problem} whoami={props.whoami} />
      )}
      {layer.shared && (
        <Message shape="users" plain>
          {trans.__('A shared space: its tags concern everybody in it.')}
        </Message>
      )}
      {layer.state !== 'unreadable' && (
        <Keys
          values={props.values}
          policy={props.policy}
          onChange={props.onType}
        />
      )}
    </>
  );
}

/** What the fields hold: what the layer has of the policy's keys, and what was typed. */
function valuesOf(
  layer: IOwnTags,
  policy: IPolicyView | null,
  typed: Tags
): Tags {
  const required = (policy?.keys ?? [])
    .filter(rule => rule.required && !rule.protected)
    .map(rule => rule.key);
  const held = Object.keys(layer.tags ?? {}).filter(
    key => policy?.state !== 'policy' || isOpen(policy, key)
  );
  const keys = [...new Set([...required, ...held])];
  return {
    ...Object.fromEntries(
      keys.map(key => [key, own(layer.tags ?? {}, key) ?? ''])
    ),
    ...typed
  };
}

function isOpen(policy: IPolicyView, key: string): boolean {
  const rule = ruleOf(policy, key);
  return rule !== null && !rule.protected;
}

/** What differs from what the layer has; null while nothing does or a value can't be written. */
function changeOf(
  layer: IOwnTags,
  values: Tags,
  policy: IPolicyView | null
): { set: Tags; remove: readonly string[] } | null {
  const before = layer.tags ?? {};
  const entries = Object.entries(values);
  const set = entries.filter(
    ([key, value]) => value !== '' && value !== own(before, key)
  );
  const remove = entries
    .filter(([key, value]) => value === '' && own(before, key) !== undefined)
    .map(([key]) => key);
  const isBad = set.some(([key, value]) =>
    judgeValue(value, ruleOf(policy, key))
  );
  return isBad || set.length + remove.length === 0
    ? null
    : { set: Object.fromEntries(set), remove };
}
