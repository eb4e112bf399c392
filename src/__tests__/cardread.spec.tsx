import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { act, screen } from '@testing-library/react';
import { CARD_TYPE, readCard } from '../card/read';
import { CardRenderer } from '../card/renderer';
import { ShownCards } from '../card/shown';
import { FakeModel, polyfill } from './around';
import { cardData } from './guardmakers';
import { snapshot, trans } from './makers';
import { card, onChoose, onPick } from './showcard';

describe('readCard', () => {
  it.each([
    ['another version', { version: 2 }],
    ['an unknown verdict', { verdict: 'sideways' }],
    ['no resource', { resources: [] }],
    ['resources of no form', { resources: 'x' }]
  ])('takes no card of %s', (_, changes) => {
    expect(readCard(cardData(changes))).toBeNull();
  });

  it.each([[null], ['x'], [3], [[]], [undefined]])(
    'takes no card of %j',
    data => {
      expect(readCard(data)).toBeNull();
    }
  );

  it('takes members that are missing or wrong as none', () => {
    const card = readCard({
      version: 1,
      verdict: 'missing',
      resources: [{ kind: 'x', name: 'y', outcome: 'sent' }, 3],
      missing: [3, { key: 4 }],
      ceiling: { amount: 'NaN', currency: 'dollars' }
    });
    expect(card?.missing).toEqual([]);
    expect(card?.resources).toHaveLength(1);
    expect(card?.ceiling?.amount).toBeNull();
    expect(card?.ceiling?.currency).toBeNull();
  });

  it('cuts long texts', () => {
    const name = 'x'.repeat(100_000);
    const card = readCard(
      cardData({
        resources: [{ operation: 'C', kind: 'k', name, outcome: 'sent' }]
      })
    );
    expect(card?.resources[0]?.name.length).toBe(257);
  });
});

describe('CardRenderer', () => {
  let renderer: CardRenderer;
  const shown = new ShownCards();

  beforeEach(() => {
    polyfill();
    renderer = new CardRenderer({
      model: new FakeModel(snapshot()),
      surroundings: { trans, locale: 'en-GB', copy: () => undefined },
      shown,
      around: () => null,
      onPick,
      onChoose
    });
    act(() => Widget.attach(renderer, document.body));
  });

  afterEach(() => act(() => renderer.dispose()));

  async function render(data: Record<string, unknown>): Promise<void> {
    await act(async () => {
      await renderer.renderModel({ data } as IRenderMime.IMimeModel);
      MessageLoop.flush();
    });
  }

  it('shows a card, and its next version in its place', async () => {
    await render({ [CARD_TYPE]: cardData() });
    expect(await screen.findByText(/Launched/)).toHaveTextContent('train-1');
    expect(renderer.batch).toBe('batch-train-1');
    await render({ [CARD_TYPE]: cardData({ verdict: 'resent' }) });
    expect(card()).toHaveTextContent('AWS refused the added tags');
  });

  it.each([[['Cost Tags: ', 'a line']], ['Cost Tags: a line']])(
    'shows the line of text where it can’t read a card: %j',
    async text => {
      await render({ [CARD_TYPE]: { version: 2 }, 'text/plain': text });
      expect(renderer.node).toHaveTextContent('Cost Tags: a line');
      expect(screen.queryByRole('group')).toBeNull();
      expect(renderer.batch).toBe('');
    }
  );

  it('shows hostile text as text', async () => {
    const text = '<img src=x onerror=alert(1)>\u202e';
    await render({ [CARD_TYPE]: null, 'text/plain': text });
    expect(renderer.node.querySelector('img')).toBeNull();
    expect(renderer.node).toHaveTextContent(
      '<img src=x onerror=alert(1)>⟨U+202E⟩'
    );
  });

  it('is known as on screen while it is attached', () => {
    const remove = jest.spyOn(shown, 'remove');
    act(() => Widget.detach(renderer));
    expect(remove).toHaveBeenCalledWith(renderer);
  });
});
