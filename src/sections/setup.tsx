// "Setup": quiet and closed; how many rungs need somebody. The ladder itself is loaded on opening.
import * as React from 'react';
import { Section } from '../parts/section';
import { isBusy, valueOf } from '../resource';
import type { Setup } from '../setup';
import { useSurroundings } from '../surroundings';
import type { IWhoAmI } from '../types';

const Ladder = React.lazy(async () => ({
  default: (await import('./ladder')).Ladder
}));

/** In the set of sections that are not as usual: this one is usually closed. */
const OPEN = 'setup-open';

export interface ISetupProps {
  setup: Setup;
  whoami: IWhoAmI | null;
  /** The sections that somebody collapsed; this one stands in it when it is open. */
  collapsed: ReadonlySet<string>;
  onToggle: (name: string) => void;
}

export function SetupSection(props: ISetupProps): React.JSX.Element {
  const { trans } = useSurroundings();
  const { setup } = props;
  const state = useSetup(setup);
  React.useEffect(() => {
    void setup.read();
  }, [setup]);
  const failing = (valueOf(state)?.checks ?? []).filter(
    rung => rung.state === 'fail'
  ).length;
  const open = props.collapsed.has(OPEN);
  return (
    <Section
      name="setup"
      title={trans.__('Setup')}
      count={failing}
      countLabel={trans._n('%1 to do', '%1 to do', failing)}
      busy={open && isBusy(state)}
      collapsed={!open}
      onToggle={() => props.onToggle(OPEN)}
    >
      <React.Suspense fallback={null}>
        <Ladder setup={setup} state={state} whoami={props.whoami} />
      </React.Suspense>
    </Section>
  );
}

function useSetup(setup: Setup): Setup['state'] {
  const subscribe = React.useCallback(
    (update: () => void) => {
      setup.changed.connect(update);
      return () => {
        setup.changed.disconnect(update);
      };
    },
    [setup]
  );
  return React.useSyncExternalStore(subscribe, () => setup.state);
}
