// What can be done about a launch that was not sent: a bundle for this notebook, then run it again.
import * as React from 'react';
import type { INotebook } from '../notebook/notebook';
import { Button, CopyButton, Name } from '../parts/basics';
import { Trouble } from '../parts/trouble';
import { failureOf, valueOf, type Failure } from '../resource';
import { rich, useSurroundings } from '../surroundings';
import { visible } from '../text';
import type { ISnapshot } from '../tokens';
import { tagsOf } from '../notebook/decide';
import { own } from '../record';
import { bundleOf } from './decide';
import type { ICard } from './read';

const CONFIRM = '%cost_tags confirm';

type Phase =
  | { readonly kind: 'open'; readonly failure: Failure | null }
  | { readonly kind: 'busy' }
  | { readonly kind: 'chosen'; readonly bundle: string };

export function BlockedActions(props: {
  card: ICard;
  snapshot: ISnapshot;
  notebook: INotebook | null;
  onChoose: (notebook: INotebook) => void;
}): React.JSX.Element | null {
  const { trans } = useSurroundings();
  const { card, notebook, snapshot } = props;
  const [phase, setPhase] = React.useState<Phase>({
    kind: 'open',
    failure: null
  });
  if (card.missing.length + card.invalid.length === 0) {
    return <Confirm />;
  }
  if (!notebook) {
    return null;
  }
  const wrong = isWrong(card);
  const bundle = wrong ? null : bundleOf(card, snapshot);
  const use = (name: string) => {
    setPhase({ kind: 'busy' });
    chooseBundle(notebook, name, snapshot).then(
      () => setPhase({ kind: 'chosen', bundle: name }),
      (error: unknown) => setPhase({ kind: 'open', failure: failureOf(error) })
    );
  };
  return (
    <>
      <div role="status">
        {phase.kind === 'chosen' && (
          <p className="jp-CostTags-small">
            {rich(
              (...slots) =>
                trans.__(
                  'This notebook uses bundle %1 now. Run the cell again.',
                  ...slots
                ),
              <Name className="jp-CostTags-strong" text={phase.bundle} />
            )}
          </p>
        )}
        {phase.kind === 'open' && phase.failure && (
          <Trouble failure={phase.failure} whoami={valueOf(snapshot.whoami)} />
        )}
      </div>
      {wrong && (
        <p className="jp-CostTags-small">
          {trans.__('Correct the call, then run the cell again.')}
        </p>
      )}
      <Actions
        bundle={bundle}
        isChosen={phase.kind === 'chosen'}
        onUse={use}
        onChoose={
          card.missing.length > 0 ? () => props.onChoose(notebook) : null
        }
      />
    </>
  );
}

function Actions(props: {
  bundle: string | null;
  isChosen: boolean;
  onUse: (bundle: string) => void;
  /** Opens the notebook's tags; null where they are no help. */
  onChoose: (() => void) | null;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { bundle, onChoose } = props;
  return (
    <div className="jp-CostTags-card-actions">
      {bundle !== null && !props.isChosen && (
        <Button kind="accept" onClick={() => props.onUse(bundle)}>
          <span className="jp-CostTags-clip">
            {trans.__('Use bundle %1, then run again', visible(bundle))}
          </span>
        </Button>
      )}
      {onChoose && (
        <Button onClick={onChoose}>
          {bundle === null ? trans.__('Choose tags…') : trans.__('Other…')}
        </Button>
      )}
    </div>
  );
}

/** What the call itself says is never replaced: no bundle helps. */
function isWrong({ missing, invalid, near }: ICard): boolean {
  return (
    invalid.length > 0 ||
    near.some(one => missing.some(({ key }) => key === one.meant))
  );
}

/** The notebook's other tags stay, but for the keys that the bundle has. */
function chooseBundle(
  notebook: INotebook,
  bundle: string,
  snapshot: ISnapshot
): Promise<void> {
  const { said } = notebook.state;
  const given = tagsOf(valueOf(snapshot.policy), bundle);
  const before = said.kind === 'choice' ? said.choice.tags : {};
  const kept = Object.entries(before).filter(
    ([key]) => own(given, key) === undefined
  );
  return notebook.choose({ bundle, tags: Object.fromEntries(kept) });
}

/** Above the policy's limit: only a person in front of the cell may say that it is meant. */
function Confirm(): React.JSX.Element {
  const { trans } = useSurroundings();
  return (
    <>
      <p className="jp-CostTags-small">
        {trans.__(
          'To launch it all the same, run this in a cell, then this cell again:'
        )}
        <code className="jp-CostTags-command">{CONFIRM}</code>
      </p>
      <div className="jp-CostTags-card-actions">
        <CopyButton text={CONFIRM}>{trans.__('Copy')}</CopyButton>
      </div>
    </>
  );
}
