import { Notification } from '@jupyterlab/apputils';
import type { Cell, ICodeCellModel } from '@jupyterlab/cells';
import { NotebookActions, type INotebookTracker } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { PanelLayout, Widget } from '@lumino/widgets';
import { fireEvent, screen } from '@testing-library/react';
import * as React from 'react';
import { Badge } from '../badge/badge';
import { Badges } from '../badge/badges';
import { CellBadge } from '../badge/cellbadge';
import { badgeOf, marksOf } from '../badge/decide';
import { openMark } from '../badge/open';
import { CARD_TYPE } from '../card/read';
import type { IMark } from '../notebook/metadata';
import type { ISnapshot } from '../tokens';
import { fakeModel, show } from './around';
import { cardData } from './guardmakers';
import {
  AS_OF,
  job,
  NO_POLICY,
  ready,
  scan,
  snapshot,
  trans,
  untagged
} from './makers';

// Lumino decides when a widget is drawn: React should not ask for `act`.
beforeEach(() => {
  Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: false });
});

const mark = (name: string): IMark => ({
  kind: 'training-job',
  name,
  at: AS_OF
});

function badge(marks: readonly IMark[], changes: Partial<ISnapshot> = {}) {
  return badgeOf(marks, snapshot(changes), trans, '2026-11-23', 'en-GB');
}

describe('badgeOf', () => {
  it('is none without a launch', () => {
    expect(badge([])).toBeNull();
  });

  it('is calm where all is tagged', () => {
    const shown = badge([mark('a')], { scan: ready(scan([job('a')])) });
    expect(shown?.shape).toBe('tag');
    expect(shown?.label).toBe('1 launch: tagged');
    expect(shown?.lines).toEqual([
      'a · training, running · 09:14 UTC · tagged'
    ]);
  });

  it('warns where one needs a tag, and leads to it', () => {
    const jobs = [untagged('a'), job('b')];
    const shown = badge([mark('a'), mark('b')], { scan: ready(scan(jobs)) });
    expect(shown?.shape).toBe('warn');
    expect(shown?.label).toBe('2 launches: 1 needs a tag');
    expect(shown?.lines[1]).toContain('missing project');
    expect(shown?.first.name).toBe('a');
  });

  it('says that it does not know what no scan has', () => {
    const shown = badge([mark('gone')], { scan: ready(scan([])) });
    expect(shown?.shape).toBe('unknown');
    expect(shown?.label).toBe('1 launch: not known whether tagged');
    expect(shown?.lines[0]).toContain('tags not known');
  });

  it('judges nothing without a policy', () => {
    const shown = badge([mark('a')], {
      scan: ready(scan([job('a')])),
      policy: ready(NO_POLICY)
    });
    expect(shown?.label).toBe('1 launch');
  });

  it('cuts many lines', () => {
    const marks = Array.from({ length: 20 }, (_, at) => mark(`t-${at}`));
    expect(badge(marks)?.lines).toHaveLength(8);
  });
});

describe('Badge', () => {
  it('is a button with all words, that leads to the launch', () => {
    const model = fakeModel(snapshot({ scan: ready(scan([untagged('a')])) }));
    const onOpen = jest.fn();
    show(
      <Badge marks={[mark('b'), mark('a')]} model={model} onOpen={onOpen} />
    );
    const button = screen.getByRole('button', {
      name: /^2 launches: 1 needs a tag\. a · training, running/
    });
    expect(button).toHaveTextContent('2');
    fireEvent.click(button);
    expect(onOpen).toHaveBeenCalledWith(mark('a'));
  });
});

describe('openMark', () => {
  it('leads to the launch, and says where it is not listed', () => {
    const model = { snapshot: snapshot({ scan: ready(scan([job('a')])) }) };
    const panel = { pick: jest.fn(), reveal: jest.fn() };
    Notification.manager.dismiss();
    openMark(mark('a'), model, panel, trans);
    expect(panel.reveal).toHaveBeenLastCalledWith(mark('a'));
    expect(Notification.manager.count).toBe(0);
    openMark(mark('old'), model, panel, trans);
    expect(panel.reveal).toHaveBeenLastCalledWith(mark('old'));
    expect(Notification.manager.notifications[0]?.message).toBe(
      'old isn’t among your resources of the last 30 days.'
    );
  });
});

describe('marksOf', () => {
  it('names what a card says was sent', () => {
    expect(marksOf(cardData())).toEqual([mark('train-1')]);
    const resources = [
      { operation: 'C', kind: 'k', name: 'n', outcome: 'blocked' }
    ];
    expect(marksOf(cardData({ resources }))).toEqual([]);
    expect(marksOf('rubbish')).toEqual([]);
  });
});

/** As much of a code cell as is asked for. */
class FakeCell {
  metadata: Record<string, unknown> = {};
  isDisposed = false;
  readonly ready = Promise.resolve();
  readonly disposed = new Signal<FakeCell, void>(this);
  readonly metadataChanged = new Signal<FakeCell, void>(this);
  readonly stateChanged = new Signal<FakeCell, void>(this);
  readonly outputsChanged = new Signal<FakeCell, unknown>(this);
  readonly inputArea = new Widget();
  readonly model = {
    type: 'code',
    executionCount: 1,
    metadataChanged: this.metadataChanged,
    stateChanged: this.stateChanged,
    outputs: { changed: this.outputsChanged },
    getMetadata: (key: string) => this.metadata[key],
    setMetadata: (key: string, value: unknown) => {
      this.metadata = { ...this.metadata, [key]: value };
      this.metadataChanged.emit();
    },
    deleteMetadata: (key: string) => {
      this.metadata = { ...this.metadata, [key]: undefined };
      this.metadataChanged.emit();
    }
  };

  constructor() {
    this.inputArea.layout = new PanelLayout();
  }

  /** What a kernel displays arrives. */
  display(...names: string[]): void {
    const newValues = names.map(name => ({
      data: {
        [CARD_TYPE]: cardData({
          resources: [
            { operation: 'C', kind: 'training-job', name, outcome: 'sent' }
          ]
        })
      }
    }));
    this.outputsChanged.emit({ type: 'add', newValues });
  }

  get launches(): unknown {
    const member = this.metadata['cost_tags'] as
      { launches?: IMark[] } | undefined;
    return member?.launches?.map(one => one.name);
  }

  get isShown(): boolean {
    return this.inputArea.node.querySelector('.jp-CostTags-badge') !== null;
  }
}

describe('CellBadge', () => {
  let isWanted = true;
  const surroundings = { trans, locale: 'en-GB', copy: () => undefined };

  async function made(metadata: Record<string, unknown> = {}) {
    const cell = new FakeCell();
    cell.metadata = metadata;
    const model = fakeModel(snapshot());
    const badge = new CellBadge(cell as unknown as Cell<ICodeCellModel>, {
      model,
      surroundings,
      onOpen: jest.fn(),
      isWanted: () => isWanted
    });
    await cell.ready;
    return { cell, badge };
  }

  beforeEach(() => {
    isWanted = true;
  });

  it('is written as cards arrive, and shown', async () => {
    const { cell, badge } = await made();
    expect(cell.isShown).toBe(false);
    badge.begin();
    cell.display('a');
    cell.display('b', 'a');
    badge.end();
    expect(cell.launches).toEqual(['b', 'a']);
    expect(cell.isShown).toBe(true);
    expect(cell.inputArea.hasClass('jp-CostTags-badged')).toBe(true);
  });

  it('is there after a reload, without a run', async () => {
    const saved = { cost_tags: { launches: [mark('a')] } };
    const { cell } = await made(saved);
    expect(cell.isShown).toBe(true);
    expect(cell.metadata).toEqual(saved);
  });

  it('makes room for a long number', async () => {
    const { cell } = await made({ cost_tags: { launches: [mark('a')] } });
    expect(cell.inputArea.hasClass('jp-mod-long')).toBe(false);
    cell.model.executionCount = 1234;
    cell.stateChanged.emit();
    expect(cell.inputArea.hasClass('jp-mod-long')).toBe(true);
  });

  it('replaces what an earlier run launched', async () => {
    const { cell, badge } = await made({
      cost_tags: { launches: [mark('old')] }
    });
    badge.begin();
    expect(cell.launches).toEqual(['old']);
    cell.display('new');
    badge.end();
    expect(cell.launches).toEqual(['new']);
  });

  it('goes when the cell is run without a launch', async () => {
    const { cell, badge } = await made({
      cost_tags: { launches: [mark('old')], bundle: 'kept' }
    });
    badge.begin();
    badge.end();
    expect(cell.metadata['cost_tags']).toEqual({ bundle: 'kept' });
    expect(cell.isShown).toBe(false);
  });

  it('stays when outputs are cleared, and takes what comes late', async () => {
    const { cell, badge } = await made();
    badge.begin();
    cell.display('a');
    badge.end();
    cell.outputsChanged.emit({ type: 'clear', newValues: [] });
    expect(cell.launches).toEqual(['a']);
    cell.display('late');
    expect(cell.launches).toEqual(['a', 'late']);
  });

  it('keeps twenty', async () => {
    const { cell, badge } = await made();
    badge.begin();
    cell.display(...Array.from({ length: 30 }, (_, at) => `t-${at}`));
    expect(cell.launches).toHaveLength(20);
  });

  it('writes and shows nothing where it is not wanted', async () => {
    isWanted = false;
    const { cell, badge } = await made();
    badge.begin();
    cell.display('a');
    badge.end();
    expect(cell.metadata).toEqual({});
    cell.metadata = { cost_tags: { launches: [mark('a')] } };
    badge.draw();
    expect(cell.isShown).toBe(false);
    isWanted = true;
    badge.draw();
    expect(cell.isShown).toBe(true);
  });

  it('is not touched by hostile metadata', async () => {
    const { cell } = await made({
      cost_tags: { launches: [{ kind: 3 }, 'x'] }
    });
    expect(cell.isShown).toBe(false);
  });

  it('follows the notebooks’ runs', async () => {
    const cell = new FakeCell();
    cell.metadata = { cost_tags: { launches: [mark('old')] } };
    const panel = {
      disposed: new Signal({}),
      content: {
        widgets: [cell],
        model: { cells: { changed: new Signal({}) } },
        modelChanged: new Signal({})
      }
    };
    const tracker = {
      forEach: (visit: (one: unknown) => void) => visit(panel),
      widgetAdded: new Signal({})
    };
    const badges = new Badges(tracker as unknown as INotebookTracker, {
      model: fakeModel(snapshot()),
      surroundings,
      onOpen: jest.fn(),
      isWanted: () => true
    });
    await cell.ready;
    const run = { notebook: null, cell, success: true };
    const emit = (signal: unknown) =>
      (signal as Signal<unknown, unknown>).emit(run);
    emit(NotebookActions.executionScheduled);
    emit(NotebookActions.executed);
    expect(cell.launches).toBeUndefined();
    badges.draw();
    expect(cell.isShown).toBe(false);
  });
});
