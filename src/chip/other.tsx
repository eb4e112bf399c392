// Tags for one notebook, key by key.
import * as React from 'react';
import { keysOfPolicy, setOf } from '../picker/choice';
import { Keys } from '../picker/keys';
import type { IChoice } from '../notebook/metadata';
import type { INotebook } from '../notebook/notebook';
import { Button } from '../parts/basics';
import { Dialog, SubmitButton } from '../parts/dialog';
import { Trouble } from '../parts/trouble';
import { failureOf, valueOf, type Failure } from '../resource';
import { useSurroundings } from '../surroundings';
import type { ISnapshot } from '../tokens';
import type { Tags } from '../types';

export function OtherTags(props: {
  snapshot: ISnapshot;
  notebook: Pick<INotebook, 'state' | 'choose'>;
  onClose: () => void;
}): React.JSX.Element {
  const { trans } = useSurroundings();
  const { snapshot, notebook } = props;
  const policy = valueOf(snapshot.policy);
  const { said } = notebook.state;
  const given = said.kind === 'choice' ? said.choice.tags : {};
  const [values, setValues] = React.useState<Tags>(() => ({
    ...Object.fromEntries(keysOfPolicy(policy).map(key => [key, ''])),
    ...given
  }));
  const [failure, setFailure] = React.useState<Failure | null>(null);
  const [busy, setBusy] = React.useState(false);
  const set = setOf(values, policy);
  const save = (choice: IChoice) => {
    setBusy(true);
    notebook.choose(choice).then(props.onClose, (error: unknown) => {
      setBusy(false);
      setFailure(failureOf(error));
    });
  };
  const submit = () => {
    if (set && !busy) {
      save({ bundle: null, tags: set });
    }
  };
  return (
    <Dialog
      title={trans.__('Tags of this notebook')}
      note={trans.__(
        'They are saved in the notebook, and go to what it launches. Leave empty what should stay yours.'
      )}
      busy={busy}
      onClose={props.onClose}
      onSubmit={submit}
      foot={
        <>
          <span className="jp-CostTags-spacer" />
          <Button large onClick={props.onClose}>
            {trans.__('Cancel')}
          </Button>
          <SubmitButton disabled={!set || busy}>
            {trans.__('Use for this notebook')}
          </SubmitButton>
        </>
      }
    >
      <Keys
        values={values}
        policy={policy}
        onChange={(key, value) =>
          setValues(before => ({ ...before, [key]: value }))
        }
      />
      {failure && (
        <Trouble failure={failure} whoami={valueOf(snapshot.whoami)} />
      )}
    </Dialog>
  );
}
