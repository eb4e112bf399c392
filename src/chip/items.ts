// What the menus offer: the policy's bundles for a notebook, or for all.
import type { TranslationBundle } from '@jupyterlab/translation';
import { inForce, type Answer } from '../notebook/choice';
import { chipOf, myBundle } from '../notebook/decide';
import type { IChoice } from '../notebook/metadata';
import type { INotebook } from '../notebook/notebook';
import { valueOf } from '../resource';
import { visible } from '../text';
import type { ISnapshot } from '../tokens';
import type { IBundle, IPolicyView } from '../types';
import { spelled } from '../picker/ways';

const MOST_BUNDLES = 50;
const MOST_CHARACTERS = 80;

/** One line of a menu; a word alone has no `act`. */
export interface IItem {
  readonly label: string;
  readonly isChecked?: boolean;
  readonly act?: () => void;
}

export type Items = readonly (IItem | 'separator')[];

/** What the chip's menu does. */
export interface IChipActs {
  choose: (choice: IChoice | null) => void;
  answer: (answer: Answer) => void;
  /** Ask for tags key by key. */
  other: () => void;
}

/** The chip's menu: a question first if there is one, then bundles, other tags, none. */
export function chipItems(
  trans: TranslationBundle,
  snapshot: ISnapshot,
  notebook: Pick<INotebook, 'state'>,
  acts: IChipActs
): Items {
  const policy = valueOf(snapshot.policy);
  const { said } = notebook.state;
  const mine = myBundle(snapshot);
  const chosen = inForce(notebook.state);
  const bundles = bundlesOf(policy).map(bundle => ({
    label: labelOf(bundle, policy),
    isChecked: chosen.bundle === bundle.name,
    act: () => acts.choose({ bundle: bundle.name, tags: {} })
  }));
  const isOther = chosen.bundle === null && Object.keys(chosen.tags).length > 0;
  return [
    ...first(trans, snapshot, notebook, acts),
    ...bundles,
    { label: trans.__('Other tags…'), isChecked: isOther, act: acts.other },
    'separator',
    {
      label:
        mine === null
          ? trans.__('None of its own')
          : trans.__('None of its own: use mine (%1)', visible(mine)),
      isChecked: said.kind === 'nothing',
      act: () => acts.choose(null)
    }
  ];
}

/** What has to be said or asked before anything is chosen. */
function first(
  trans: TranslationBundle,
  snapshot: ISnapshot,
  notebook: Pick<INotebook, 'state'>,
  acts: IChipActs
): Items {
  const chip = chipOf(snapshot, notebook.state);
  switch (chip.kind) {
    case 'differs':
      return [
        {
          label: trans.__('Keep %1 for this notebook', visible(chip.theirs)),
          act: () => acts.answer('notebook')
        },
        {
          label: trans.__('Use mine here (%1)', visible(chip.mine)),
          act: () => acts.answer('mine')
        },
        'separator'
      ];
    case 'unreadable':
      return [
        {
          label: trans.__(
            'The notebook’s cost_tags can’t be read; a choice replaces them'
          )
        },
        'separator'
      ];
    case 'off':
      return [
        { label: trans.__('The guard is off: launches get no tags') },
        'separator'
      ];
    case 'refused':
      return [{ label: cut(visible(chip.message)) }, 'separator'];
    default:
      return [];
  }
}

/** The status bar's menu: which bundle all notebooks without their own use. */
export function bundleItems(
  trans: TranslationBundle,
  snapshot: ISnapshot,
  choose: (bundle: string | null) => void
): Items {
  const policy = valueOf(snapshot.policy);
  const chosen = valueOf(snapshot.guard)?.bundle ?? null;
  return [
    ...bundlesOf(policy).map(bundle => ({
      label: labelOf(bundle, policy),
      isChecked: bundle.name === chosen,
      act: () => choose(bundle.name)
    })),
    'separator',
    {
      label: trans.__('None: the tags of my profile and space'),
      isChecked: chosen === null,
      act: () => choose(null)
    }
  ];
}

function bundlesOf(policy: IPolicyView | null): readonly IBundle[] {
  return (policy?.bundles ?? []).slice(0, MOST_BUNDLES);
}

function labelOf(bundle: IBundle, policy: IPolicyView | null): string {
  return cut(`${visible(bundle.name)}: ${spelled(bundle.tags, policy)}`);
}

function cut(text: string): string {
  const characters = Array.from(text);
  return characters.length > MOST_CHARACTERS
    ? `${characters.slice(0, MOST_CHARACTERS).join('')}…`
    : text;
}
