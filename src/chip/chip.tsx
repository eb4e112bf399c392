// The chip in a notebook's toolbar: whom this notebook bills to.
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { Icon, type Shape, type Tone } from '../icons';
import { chipOf, type Chip } from '../notebook/decide';
import type { INotebook } from '../notebook/notebook';
import { useNotebook } from '../notebook/usenotebook';
import { useSnapshot } from '../snapshot';
import type { ISurroundings } from '../surroundings';
import { visible } from '../text';
import type { ICostTags } from '../tokens';
import { listed } from '../words';

/** What the chip shows. */
export interface IChipText {
  readonly shape: Shape;
  readonly tone: Tone;
  readonly text: string;
  readonly title: string;
}

/** Put the chip's words together; null: nothing is shown. */
export function chipText(
  trans: TranslationBundle,
  chip: Chip,
  locale?: string
): IChipText | null {
  switch (chip.kind) {
    case 'hidden':
      return null;
    case 'off':
      return {
        shape: 'tag',
        tone: 'text',
        text: trans.__('guard off'),
        title: trans.__('The guard is off: launches get no tags.')
      };
    case 'mine':
      return {
        shape: 'tag',
        tone: 'text',
        text: visible(chip.name),
        title: trans.__('This notebook bills as you do.')
      };
    case 'own':
      return ownText(trans, chip);
    case 'differs':
      return {
        shape: 'swap',
        tone: 'text',
        text: trans.__('%1 or %2?', visible(chip.theirs), visible(chip.mine)),
        title: trans.__(
          'The notebook brings %1; yours is %2. Until you choose, it is %1.',
          visible(chip.theirs),
          visible(chip.mine)
        )
      };
    default:
      return {
        shape: 'warn',
        tone: 'warn',
        ...troubleText(trans, chip, locale)
      };
  }
}

function ownText(
  trans: TranslationBundle,
  { name, more }: Extract<Chip, { kind: 'own' }>
): IChipText {
  return {
    shape: 'notebook',
    tone: 'text',
    text:
      more > 0
        ? trans.__(
            '%1 and %2 more (this notebook)',
            visible(name),
            String(more)
          )
        : trans.__('%1 (this notebook)', visible(name)),
    title: trans.__('The notebook sets its own.')
  };
}

function troubleText(
  trans: TranslationBundle,
  chip: Extract<
    Chip,
    { kind: 'unreadable' | 'refused' | 'not-in-policy' | 'missing' }
  >,
  locale?: string
): Pick<IChipText, 'text' | 'title'> {
  switch (chip.kind) {
    case 'unreadable':
      return {
        text: trans.__('unreadable tags'),
        title: trans.__('The notebook’s cost_tags can’t be read.')
      };
    case 'refused':
      return {
        text: trans.__('tags not in use'),
        title: visible(chip.message)
      };
    case 'not-in-policy':
      return {
        text: trans.__('%1 isn’t in the policy', visible(chip.name)),
        title: trans.__('The notebook’s bundle gives no tags.')
      };
    case 'missing':
      return {
        text: trans.__('no bundle'),
        title:
          chip.keys.length > 0
            ? trans.__('Launches lack %1.', listed(chip.keys, locale))
            : trans.__('Nothing is chosen.')
      };
  }
}

export interface IChipProps {
  model: ICostTags;
  notebook: INotebook;
  surroundings: Pick<ISurroundings, 'trans' | 'locale'>;
  /** Open the menu at the chip. */
  onOpen: (anchor: HTMLElement) => void;
}

export function ChipButton(props: IChipProps): React.JSX.Element | null {
  const { trans, locale } = props.surroundings;
  const state = useNotebook(props.notebook);
  const snapshot = useSnapshot(props.model);
  const shown = state && chipText(trans, chipOf(snapshot, state), locale);
  if (!shown) {
    return null;
  }
  return (
    <button
      type="button"
      className="jp-CostTags-chip"
      title={shown.title}
      aria-haspopup="menu"
      aria-expanded="false"
      aria-label={trans.__('Cost tags: %1', shown.text)}
      onClick={event => props.onOpen(event.currentTarget)}
    >
      <Icon shape={shown.shape} tone={shown.tone} />
      <bdi>{shown.text}</bdi>
      <Icon shape="caret-down" />
    </button>
  );
}
