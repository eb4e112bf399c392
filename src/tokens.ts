// What other extensions may ask of this one.
import type { IDisposable } from '@lumino/disposable';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { Fixes } from './fixes';
import type { Scans } from './scans';
import type { RowFixes } from './rowfix';
import type { State } from './resource';
import type { Setup } from './setup';
import type { INews } from './guard';
import type { RunningNow, Stops } from './running';
import type {
  IAnomalies,
  IBudgets,
  IGuard,
  INotebookRequest,
  IPolicyView,
  IRunning,
  IScan,
  IScannedResource,
  ISpend,
  IStatus,
  IWhoAmI
} from './types';

/** What is known of costs. */
export interface IMoney {
  /** The month to date, grouped as asked for or, without that, as the policy says. */
  readonly spend: State<ISpend>;
  /** What the month should be grouped by; null: as the policy says. */
  readonly by: string | null;
  /** The month grouped as asked for; the same as `spend` once it was read. */
  readonly grouped: State<ISpend>;
  /** The month by job, where somebody asked for it: `jobCost` finds a resource in it. */
  readonly jobs: State<ISpend>;
  /** What accrues cost now. */
  readonly running: State<IRunning>;
  readonly stops: Stops;
  /** Those that count my costs. */
  readonly budgets: State<IBudgets>;
  /** What AWS finds unusual, if somebody had it look. */
  readonly anomalies: State<IAnomalies>;
}

/** All that is known, at one moment. */
export interface ISnapshot extends IMoney {
  readonly status: State<IStatus>;
  readonly policy: State<IPolicyView>;
  readonly whoami: State<IWhoAmI>;
  readonly scan: State<IScan>;
  /** What kernels go by and what they launched. */
  readonly guard: State<IGuard>;
  readonly rows: RowFixes;
}

/** Cost tags, untagged jobs and spend: what is known, and what can be done. */
export interface ICostTags extends IDisposable {
  readonly changed: ISignal<ICostTags, void>;
  readonly snapshot: ISnapshot;
  readonly fixes: Fixes;
  /** What is up, and stopping it. */
  readonly running: RunningNow;
  /** Have AWS look for unusual costs; costs money. */
  lookForAnomalies(): Promise<void>;
  /** Scans beside mine, and what resources cost. */
  readonly scans: Scans;
  /** The setup ladder. */
  readonly setup: Setup;
  /** Emitted with the launches since the page was loaded, as they are found. */
  readonly news: ISignal<unknown, INews>;
  /** Read what the server keeps; asks AWS nothing. */
  read(): Promise<void>;
  /** Look every three seconds at what kernels launch; asks AWS nothing. */
  watch(): Promise<void>;
  /** Something is on screen: refresh what is older than its lifetime, then look once a minute. */
  show(viewer?: string): Promise<void>;
  /** It is off screen. */
  hide(viewer?: string): void;
  /** Ask AWS again for identity and jobs; free. */
  refresh(): Promise<void>;
  /** Ask Cost Explorer again; costs money. */
  refreshSpend(): Promise<void>;
  /** Group the month by another key; asks AWS nothing. */
  groupBy(by: string | null): Promise<void>;
  /** Find my resource of that kind and name; throws the client's errors. */
  resolve(kind: string, name: string): Promise<IScannedResource>;
  /** Choose the bundle of all notebooks that have none of their own; throws the client's errors. */
  chooseBundle(bundle: string | null): Promise<void>;
  /** Have kernels told anew; throws the client's errors. */
  syncGuard(): Promise<void>;
  /** Tell kernels what a notebook's launches are tagged with; throws the client's errors. */
  tellNotebook(request: INotebookRequest): Promise<void>;
}

export const ICostTags = new Token<ICostTags>(
  'jupyter-cost-tags:ICostTags',
  'Cost-allocation tags, untagged resources and spend of the user.'
);

/** A resource as cards, badges and launches name it. */
export interface INamed {
  readonly kind: string;
  readonly name: string;
}

/** The panel, for what is beside it. */
export interface ICostTagsPanel {
  /** Show it with the picker for these resources. */
  pick(resources: readonly IScannedResource[]): void;
  /** Show it with the focus on a resource, if it is listed. */
  reveal(named: INamed): void;
}

export const ICostTagsPanel = new Token<ICostTagsPanel>(
  'jupyter-cost-tags:ICostTagsPanel',
  'The panel with the picker and the lists of resources.'
);
