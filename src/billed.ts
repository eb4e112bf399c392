// Whom I bill to with the bundle that I chose: it stands above what AWS has for me.
import { own } from './record';
import { LOADING, type State } from './resource';
import type {
  IBundle,
  IGuard,
  IPolicyView,
  ISourcedTag,
  IWhoAmI
} from './types';

/** The identity with a bundle's tags in effect; the same one without a bundle. */
export function withBundle(whoami: IWhoAmI, bundle: IBundle | null): IWhoAmI {
  if (!bundle) {
    return whoami;
  }
  const isReplaced = ({ key }: { key: string }) =>
    own(bundle.tags, key) !== undefined;
  const tags = Object.entries(bundle.tags).map(([key, value]): ISourcedTag => ({
    key,
    value,
    source: 'bundle'
  }));
  const others = whoami.tags.filter(tag => !isReplaced(tag));
  const replaced = whoami.tags.filter(
    tag => isReplaced(tag) && tag.source !== 'bundle'
  );
  return {
    ...whoami,
    tags: [...tags, ...others],
    overridden: [...replaced, ...whoami.overridden],
    missing: whoami.missing.filter(key => !isReplaced({ key })),
    unknown: whoami.unknown.filter(key => !isReplaced({ key })),
    invalid: whoami.invalid.filter(invalid => !isReplaced(invalid))
  };
}

/** The same for what is known, however old: the same object while nothing changed. */
export class Billed {
  with(
    state: State<IWhoAmI>,
    policy: IPolicyView | null,
    guard: IGuard | null
  ): State<IWhoAmI> {
    const bundle =
      policy?.bundles.find(({ name }) => name === guard?.bundle) ?? null;
    if (this._state !== state || this._bundle !== bundle) {
      this._state = state;
      this._bundle = bundle;
      this._billed = stateWith(state, bundle);
    }
    return this._billed;
  }

  private _state: State<IWhoAmI> | null = null;
  private _bundle: IBundle | null = null;
  private _billed: State<IWhoAmI> = LOADING;
}

function stateWith(
  state: State<IWhoAmI>,
  bundle: IBundle | null
): State<IWhoAmI> {
  switch (state.kind) {
    case 'loading':
      return state;
    case 'ready':
      return { ...state, value: withBundle(state.value, bundle) };
    case 'failed':
      return {
        ...state,
        last: state.last && withBundle(state.last, bundle)
      };
  }
}
