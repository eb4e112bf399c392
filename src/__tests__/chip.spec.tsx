import { fireEvent, screen, waitFor } from '@testing-library/react';
import { act } from '@testing-library/react';
import * as React from 'react';
import { ChipButton, chipText } from '../chip/chip';
import { bundleItems, chipItems, type Items } from '../chip/items';
import { openMenu } from '../chip/menu';
import { OtherTags } from '../chip/other';
import { bundleFor, chipOf } from '../notebook/decide';
import type { INotebookState } from '../notebook/choice';
import type { Said } from '../notebook/metadata';
import type { ISnapshot } from '../tokens';
import { fakeModel, polyfill, refusal, show } from './around';
import { FakeNotebook, NOTHING } from './fakenotebook';
import { guard } from './guardmakers';
import {
  EMPTY,
  NO_POLICY,
  policy,
  ready,
  snapshot,
  trans,
  whoami
} from './makers';

const ranking: Said = {
  kind: 'choice',
  choice: { bundle: 'ranking', tags: {} }
};

function state(changes: Partial<INotebookState> = {}): INotebookState {
  return { ...NOTHING, ...changes };
}

function words(
  changes: Partial<INotebookState> = {},
  known: Partial<ISnapshot> = {}
): string | null {
  const chip = chipOf(snapshot(known), state(changes));
  const text = chipText(trans, chip, 'en-GB');
  return text && `${text.shape}: ${text.text}`;
}

const untaggedMe = ready(whoami({ tags: [], missing: ['cost-center'] }));

describe('the chip', () => {
  it('names my bundle: by what I have, or as I chose it', () => {
    expect(words()).toBe('tag: churn');
    expect(words({}, { guard: ready(guard({ bundle: 'ranking' })) })).toBe(
      'tag: ranking'
    );
  });

  it('names the notebook’s own, once confirmed', () => {
    expect(words({ said: ranking, answer: 'notebook' })).toBe(
      'notebook: ranking (this notebook)'
    );
  });

  it('asks where the notebook brings another than mine', () => {
    expect(words({ said: ranking })).toBe('swap: ranking or churn?');
  });

  it('asks nothing where the notebook brings mine, or I have none', () => {
    const choice = { bundle: 'churn', tags: {} };
    expect(words({ said: { kind: 'choice', choice } })).toBe(
      'notebook: churn (this notebook)'
    );
    expect(words({ said: ranking }, { whoami: untaggedMe })).toBe(
      'notebook: ranking (this notebook)'
    );
  });

  it('is mine where I preferred that', () => {
    expect(words({ said: ranking, answer: 'mine' })).toBe('tag: churn');
  });

  it('names tags without a bundle', () => {
    const choice = { bundle: null, tags: { project: 'x', owner: 'me' } };
    expect(words({ said: { kind: 'choice', choice } })).toBe(
      'notebook: project=x and 1 more (this notebook)'
    );
  });

  it('warns where nothing is chosen and something is missing', () => {
    expect(words({}, { whoami: untaggedMe })).toBe('warn: no bundle');
  });

  it('says that a bundle is not in the policy', () => {
    const choice = { bundle: 'churm', tags: {} };
    expect(words({ said: { kind: 'choice', choice }, refusal: 'No.' })).toBe(
      'warn: churm isn’t in the policy'
    );
  });

  it('says that the server does not take the tags', () => {
    expect(
      words({ said: ranking, answer: 'notebook', refusal: 'Protected.' })
    ).toBe('warn: tags not in use');
  });

  it('says that metadata can’t be read', () => {
    expect(words({ said: { kind: 'unreadable' } })).toBe(
      'warn: unreadable tags'
    );
  });

  it('says that the guard is off: for all, or in this kernel', () => {
    expect(words({}, { guard: ready(guard({ mode: 'off' })) })).toBe(
      'tag: guard off'
    );
    const kernel = {
      kernel_id: 'kernel-1',
      notebook: 'a.ipynb',
      mode: 'off' as const,
      since: ''
    };
    const kernels = [kernel];
    expect(words({}, { guard: ready(guard({ kernels })) })).toBe(
      'tag: guard off'
    );
    expect(
      words({ kernelId: 'another' }, { guard: ready(guard({ kernels })) })
    ).toBe('tag: churn');
  });

  it('is hidden while nothing is known, and where nothing is judged', () => {
    expect(words({}, { guard: EMPTY })).toBeNull();
    expect(words({}, { policy: EMPTY })).toBeNull();
    expect(words({}, { policy: ready(NO_POLICY) })).toBeNull();
  });
});

describe('bundleFor', () => {
  it('is mine, or the only one that has all the keys', () => {
    expect(bundleFor(['project'], snapshot())).toBe('churn');
    const none = snapshot({ whoami: ready(whoami({ tags: [] })) });
    expect(bundleFor(['project'], none)).toBeNull();
    const one = policy({ bundles: [{ name: 'a', tags: { project: 'p' } }] });
    const only = snapshot({ ...none, policy: ready(one) });
    expect(bundleFor(['project'], only)).toBe('a');
    expect(bundleFor(['project', 'environment'], only)).toBeNull();
    expect(bundleFor([], only)).toBeNull();
  });
});

const acts = { choose: jest.fn(), answer: jest.fn(), other: jest.fn() };

function items(
  changes: Partial<INotebookState> = {},
  known: Partial<ISnapshot> = {}
): Items {
  return chipItems(trans, snapshot(known), { state: state(changes) }, acts);
}

function told(list: Items): string[] {
  return list.map(item =>
    item === 'separator' ? '---' : `${item.isChecked ? '✓ ' : ''}${item.label}`
  );
}

function take(list: Items, label: RegExp): void {
  const found = list.find(
    item => item !== 'separator' && label.test(item.label)
  );
  if (found && found !== 'separator') {
    found.act?.();
  }
}

describe('the chip’s menu', () => {
  beforeEach(() => jest.clearAllMocks());

  it('offers the bundles with what they set, other tags and none', () => {
    expect(told(items())).toEqual([
      'churn: Retail ML CC-4711 · churn · dev',
      'ranking: Retail ML CC-4711 · ranking · staging',
      'Other tags…',
      '---',
      '✓ None of its own: use mine (churn)'
    ]);
  });

  it('marks what is chosen, and chooses', () => {
    const list = items({ said: ranking, answer: 'notebook' });
    expect(told(list)[1]).toMatch(/^✓ ranking/);
    take(list, /^churn/);
    expect(acts.choose).toHaveBeenCalledWith({ bundle: 'churn', tags: {} });
    take(list, /^None/);
    expect(acts.choose).toHaveBeenLastCalledWith(null);
    take(list, /^Other/);
    expect(acts.other).toHaveBeenCalled();
  });

  it('asks first where the notebook brings another', () => {
    const list = items({ said: ranking });
    expect(told(list).slice(0, 3)).toEqual([
      'Keep ranking for this notebook',
      'Use mine here (churn)',
      '---'
    ]);
    take(list, /^Keep/);
    expect(acts.answer).toHaveBeenLastCalledWith('notebook');
    take(list, /^Use mine/);
    expect(acts.answer).toHaveBeenLastCalledWith('mine');
    expect(acts.choose).not.toHaveBeenCalled();
  });

  it('says first that a choice replaces what can’t be read', () => {
    expect(told(items({ said: { kind: 'unreadable' } }))[0]).toMatch(
      /can’t be read; a choice replaces/
    );
  });

  it('shows hostile names as texts, and cuts them', () => {
    const name = `\u202e${'x'.repeat(200)}`;
    const bundles = [{ name, tags: { project: 'p' } }];
    const list = items({}, { policy: ready(policy({ bundles })) });
    expect(told(list)[0]).toMatch(/^⟨U\+202E⟩x+…$/);
  });
});

describe('the status bar’s menu', () => {
  it('chooses for all notebooks', () => {
    const choose = jest.fn();
    const known = snapshot({ guard: ready(guard({ bundle: 'ranking' })) });
    const list = bundleItems(trans, known, choose);
    expect(told(list)).toEqual([
      'churn: Retail ML CC-4711 · churn · dev',
      '✓ ranking: Retail ML CC-4711 · ranking · staging',
      '---',
      'None: the tags of my profile and space'
    ]);
    take(list, /^churn/);
    take(list, /^None/);
    expect(choose.mock.calls).toEqual([['churn'], [null]]);
  });
});

describe('openMenu', () => {
  it('takes the keyboard and gives the focus back', async () => {
    const anchor = document.createElement('button');
    document.body.append(anchor);
    anchor.focus();
    const act = jest.fn();
    const menu = openMenu(
      [
        { label: trans.__('a word') },
        'separator',
        { label: trans.__('x'), act }
      ],
      anchor
    );
    expect(anchor).toHaveAttribute('aria-expanded', 'true');
    expect(menu.node).toHaveTextContent('a word');
    await waitFor(() => expect(menu.node).toHaveFocus());
    anchor.focus(); // as JupyterLab 4.2 does with its notebook
    await waitFor(() => expect(menu.node).toHaveFocus());
    for (const key of ['ArrowDown', 'Enter']) {
      fireEvent.keyDown(menu.node, {
        key,
        keyCode: key === 'Enter' ? 13 : 40
      });
    }
    await waitFor(() => expect(act).toHaveBeenCalledTimes(1));
    expect(anchor).toHaveAttribute('aria-expanded', 'false');
    expect(anchor).toHaveFocus();
    await waitFor(() => expect(menu.isDisposed).toBe(true));
    anchor.remove();
  });
});

describe('ChipButton', () => {
  it('is a button with its words, and follows the notebook', () => {
    const model = fakeModel(snapshot());
    const notebook = new FakeNotebook();
    const onOpen = jest.fn();
    show(
      <ChipButton
        model={model}
        notebook={notebook}
        surroundings={{ trans, locale: 'en-GB' }}
        onOpen={onOpen}
      />
    );
    const chip = screen.getByRole('button', { name: 'Cost tags: churn' });
    expect(chip).toHaveAttribute('aria-haspopup', 'menu');
    fireEvent.click(chip);
    expect(onOpen).toHaveBeenCalledWith(chip);
    act(() => notebook.set({ said: ranking }));
    expect(
      screen.getByRole('button', { name: 'Cost tags: ranking or churn?' })
    ).toHaveAttribute('title', expect.stringContaining('Until you choose'));
  });
});

describe('OtherTags', () => {
  beforeAll(polyfill);

  function open(changes: Partial<INotebookState> = {}) {
    const notebook = new FakeNotebook(state(changes));
    const onClose = jest.fn();
    show(
      <OtherTags snapshot={snapshot()} notebook={notebook} onClose={onClose} />
    );
    return { notebook, onClose };
  }

  const use = () =>
    screen.getByRole('button', { name: 'Use for this notebook', hidden: true });

  it('takes the policy’s keys, with its validation', async () => {
    const { notebook, onClose } = open();
    expect(use()).toBeDisabled();
    const project = screen.getByLabelText('project');
    fireEvent.change(project, { target: { value: 'X' } });
    expect(use()).toBeDisabled();
    fireEvent.change(project, { target: { value: 'eta' } });
    fireEvent.click(use());
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(notebook.choose).toHaveBeenCalledWith({
      bundle: null,
      tags: { project: 'eta' }
    });
  });

  it('starts with what the notebook says', () => {
    const choice = { bundle: null, tags: { project: 'eta' } };
    open({ said: { kind: 'choice', choice } });
    expect(screen.getByLabelText('project')).toHaveValue('eta');
  });

  it('stays open with the reason when the server refuses', async () => {
    const { notebook, onClose } = open();
    notebook.choose.mockRejectedValue(refusal({ message: 'Not now.' }));
    fireEvent.change(screen.getByLabelText('project'), {
      target: { value: 'eta' }
    });
    fireEvent.click(use());
    expect(await screen.findByText(/Not now/)).toBeInTheDocument();
    expect(onClose).not.toHaveBeenCalled();
  });
});
