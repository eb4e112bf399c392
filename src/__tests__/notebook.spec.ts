import type { NotebookPanel } from '@jupyterlab/notebook';
import { StateDB } from '@jupyterlab/statedb';
import { Signal } from '@lumino/signaling';
import { NetworkError } from '../client';
import { Answers } from '../notebook/answers';
import {
  merged,
  readMarks,
  readSaid,
  withChoice,
  withMarks
} from '../notebook/metadata';
import { Notebook } from '../notebook/notebook';
import { FakeModel, refusal } from './around';
import { guard } from './guardmakers';
import { ready, snapshot } from './makers';

describe('a notebook’s cost_tags', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'nothing'],
    [{}, 'nothing'],
    [{ bundle: null, tags: {} }, 'nothing'],
    [{ bundle: '' }, 'nothing'],
    [{ bundle: 'churn' }, 'choice'],
    [{ tags: { project: 'x' } }, 'choice'],
    [{ bundle: 'churn', other: 1 }, 'choice'],
    [{ bundle: 3 }, 'unreadable'],
    [{ tags: [] }, 'unreadable'],
    [{ tags: { project: 3 } }, 'unreadable'],
    ['churn', 'unreadable'],
    [[], 'unreadable'],
    [7, 'unreadable']
  ])('%j says %s', (data, kind) => {
    expect(readSaid(data).kind).toBe(kind);
  });

  it('keeps what else is in it', () => {
    const data = { bundle: 'a', tags: { x: 'y' }, launches: [1] };
    expect(withChoice(data, { bundle: 'b', tags: {} })).toEqual({
      launches: [1],
      bundle: 'b',
      tags: {}
    });
    expect(withChoice(data, null)).toEqual({ launches: [1] });
    expect(withChoice({ bundle: 'a' }, null)).toBeUndefined();
    expect(withChoice('rubbish', { bundle: 'b', tags: {} })).toEqual({
      bundle: 'b',
      tags: {}
    });
  });
});

describe('a cell’s cost_tags', () => {
  const mark = (name: string) => ({ kind: 'training-job', name, at: 'T' });

  it('names launches, the newest twenty', () => {
    const many = Array.from({ length: 30 }, (_, index) => mark(`t-${index}`));
    const written = withMarks({ other: 1 }, many);
    expect(written?.['other']).toBe(1);
    expect(readMarks(written)).toEqual(many.slice(-20));
    expect(withMarks(written, [])).toEqual({ other: 1 });
    expect(withMarks({ launches: [] }, [])).toBeUndefined();
  });

  it.each([[null], [3], [{ launches: 'x' }], [{ launches: [3, { kind: 1 }] }]])(
    'reads none in %j',
    data => {
      expect(readMarks(data)).toEqual([]);
    }
  );

  it('names a resource once, as it was launched last', () => {
    expect(
      merged([mark('a'), mark('b')], [{ ...mark('a'), at: 'later' }])
    ).toEqual([mark('b'), { ...mark('a'), at: 'later' }]);
  });
});

describe('Answers', () => {
  it('remembers by path and bundle, in JupyterLab’s state', async () => {
    const state = new StateDB();
    const answers = new Answers(state);
    await answers.ready;
    answers.remember('a.ipynb', 'ranking', 'mine');
    expect(answers.of('a.ipynb', 'ranking')).toBe('mine');
    expect(answers.of('a.ipynb', 'routing')).toBeNull();
    answers.move('a.ipynb', 'b.ipynb');
    const again = new Answers(state);
    await again.ready;
    expect(again.of('b.ipynb', 'ranking')).toBe('mine');
    expect(again.of('a.ipynb', 'ranking')).toBeNull();
  });

  it('forgets what it can’t read', async () => {
    const state = new StateDB();
    await state.save('jupyter-cost-tags:answers', { 'a.ipynb': { bundle: 3 } });
    const answers = new Answers(state);
    await answers.ready;
    expect(answers.of('a.ipynb', '3')).toBeNull();
  });
});

/** As much of a notebook panel as is asked for. */
class FakePanel {
  metadata: Record<string, unknown> = {};
  kernelId: string | null = 'kernel-1';
  readonly disposed = new Signal<FakePanel, void>(this);
  readonly metadataChanged = new Signal<FakePanel, void>(this);
  readonly kernelChanged = new Signal<FakePanel, void>(this);
  readonly pathChanged = new Signal<FakePanel, void>(this);
  readonly context = {
    ready: Promise.resolve(),
    localPath: 'work/a.ipynb',
    pathChanged: this.pathChanged
  };
  readonly model = {
    metadataChanged: this.metadataChanged,
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

  get sessionContext() {
    const session = this.kernelId && { kernel: { id: this.kernelId } };
    return { session, kernelChanged: this.kernelChanged };
  }
}

const settled = () => new Promise(resolve => setTimeout(resolve));

describe('Notebook', () => {
  let now = 0;

  async function open(metadata?: unknown) {
    const panel = new FakePanel();
    panel.metadata = { cost_tags: metadata };
    const model = new FakeModel(snapshot());
    const notebook = new Notebook({
      panel: panel as unknown as NotebookPanel,
      model,
      answers: new Answers(null),
      now: () => now
    });
    await settled();
    return { panel, model, notebook };
  }

  const request = (changes: object = {}) => ({
    kernel_id: 'kernel-1',
    path: 'work/a.ipynb',
    bundle: null,
    tags: {},
    ...changes
  });

  beforeEach(() => {
    now = 0;
    jest.spyOn(console, 'warn').mockReturnValue();
  });

  afterEach(() => jest.restoreAllMocks());

  it('tells what it says as it opens, for kernel and path', async () => {
    const { model } = await open({ bundle: 'ranking' });
    expect(model.tellNotebook.mock.calls).toEqual([
      [request({ bundle: 'ranking' })]
    ]);
  });

  it('tells the same once, and another kernel, name or choice again', async () => {
    const { model, panel } = await open();
    panel.metadataChanged.emit();
    await settled();
    expect(model.tellNotebook).toHaveBeenCalledTimes(1);
    panel.kernelId = 'kernel-2';
    panel.kernelChanged.emit();
    panel.context.localPath = 'b.ipynb';
    panel.pathChanged.emit();
    panel.model.setMetadata('cost_tags', { tags: { project: 'x' } });
    await settled();
    expect(model.tellNotebook.mock.calls.slice(1)).toEqual([
      [request({ kernel_id: 'kernel-2' })],
      [request({ kernel_id: 'kernel-2', path: 'b.ipynb' })],
      [
        request({
          kernel_id: 'kernel-2',
          path: 'b.ipynb',
          tags: { project: 'x' }
        })
      ]
    ]);
  });

  it('writes a choice into the metadata, and tells it', async () => {
    const { notebook, panel, model } = await open({ note: 'kept' });
    await notebook.choose({ bundle: 'ranking', tags: {} });
    expect(panel.metadata['cost_tags']).toEqual({
      note: 'kept',
      bundle: 'ranking',
      tags: {}
    });
    expect(model.tellNotebook).toHaveBeenLastCalledWith(
      request({ bundle: 'ranking' })
    );
    expect(notebook.state.answer).toBe('notebook');
    await notebook.choose(null);
    expect(panel.metadata['cost_tags']).toEqual({ note: 'kept' });
  });

  it('leaves the notebook as it is when mine is preferred', async () => {
    const { notebook, panel, model } = await open({ bundle: 'ranking' });
    await notebook.answer('mine');
    expect(panel.metadata['cost_tags']).toEqual({ bundle: 'ranking' });
    expect(model.tellNotebook).toHaveBeenLastCalledWith(request());
    expect(notebook.state.answer).toBe('mine');
  });

  it('loses nothing that it can’t read', async () => {
    const { notebook, panel, model } = await open('rubbish');
    expect(notebook.state.said).toEqual({ kind: 'unreadable' });
    expect(panel.metadata['cost_tags']).toBe('rubbish');
    expect(model.tellNotebook).toHaveBeenLastCalledWith(request());
  });

  it('does not tell a bundle that the policy does not have', async () => {
    const { model } = await open({ bundle: 'churm', tags: { project: 'x' } });
    expect(model.tellNotebook).toHaveBeenLastCalledWith(
      request({ tags: { project: 'x' } })
    );
  });

  it('tells again, after a while, what the server did not hear', async () => {
    const { model, panel, notebook } = await open({ bundle: 'ranking' });
    model.tellNotebook.mockRejectedValueOnce(new NetworkError());
    panel.kernelId = 'kernel-2';
    panel.kernelChanged.emit();
    await settled();
    expect(notebook.state.refusal).toBeNull();
    model.set(snapshot());
    await settled();
    expect(model.tellNotebook).toHaveBeenCalledTimes(2);
    now += 11_000;
    model.set(snapshot());
    await settled();
    expect(model.tellNotebook).toHaveBeenCalledTimes(3);
  });

  it('says why the server does not take it, and does not insist', async () => {
    const { model, panel, notebook } = await open();
    const refused = Object.assign(refusal({ message: 'Protected.' }), {
      status: 400
    });
    model.tellNotebook.mockRejectedValueOnce(refused);
    panel.model.setMetadata('cost_tags', { tags: { team: 'x' } });
    await settled();
    expect(notebook.state.refusal).toBe('Protected.');
    const listed = [
      { kernel_id: 'kernel-1', path: null, bundle: null, tags: {} }
    ];
    now += 11_000;
    model.set(snapshot({ guard: ready(guard({ notebooks: listed })) }));
    await settled();
    expect(model.tellNotebook).toHaveBeenCalledTimes(2);
  });

  it('tells a server that was started anew', async () => {
    const { model } = await open({ bundle: 'ranking' });
    now += 11_000;
    model.set(snapshot({ guard: ready(guard({ notebooks: [] })) }));
    await settled();
    expect(model.tellNotebook).toHaveBeenCalledTimes(2);
  });

  it('throws what kept a choice from being told', async () => {
    const { notebook, model, panel } = await open();
    model.tellNotebook.mockRejectedValueOnce(new NetworkError());
    await expect(
      notebook.choose({ bundle: 'ranking', tags: {} })
    ).rejects.toThrow(NetworkError);
    expect(panel.metadata['cost_tags']).toMatchObject({ bundle: 'ranking' });
  });
});
