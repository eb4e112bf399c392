// Short names for the wire types that are generated from the server's models.
import type { components } from './generated/api';

type Schemas = components['schemas'];

export type IProblem = Schemas['Problem'];
export type IStatus = Schemas['Status'];
export type IPolicyView = Schemas['PolicyView'];
export type IPolicyKey = Schemas['PolicyKey'];
export type IAllowedValue = Schemas['AllowedValue'];
export type IBundle = Schemas['Bundle'];
export type IWhoAmI = Schemas['WhoAmI'];
export type ISourcedTag = Schemas['SourcedTag'];
export type IInvalidValue = Schemas['InvalidValue'];
export type IScan = Schemas['Scan'];
export type IScannedResource = Schemas['ScannedResource'];
export type ISpend = Schemas['Spend'];
export type ISpendGroup = Schemas['SpendGroup'];
export type ISpendChange = Schemas['SpendChange'];
export type ISpendDay = Schemas['SpendDay'];
export type IRunning = Schemas['Running'];
export type IRunningResource = Schemas['RunningResource'];
export type IRunningRequest = Schemas['RunningRequest'];
export type IStopped = Schemas['Stopped'];
export type ISnoozed = Schemas['Snoozed'];
export type IBudgets = Schemas['Budgets'];
export type IBudget = Schemas['Budget'];
export type IBudgetAlert = Schemas['BudgetAlert'];
export type IBudgetAction = Schemas['BudgetAction'];
export type IBudgetsRequest = Schemas['BudgetsRequest'];
export type IAnomaliesRequest = Schemas['AnomaliesRequest'];
export type IAnomalies = Schemas['Anomalies'];
export type IAnomaly = Schemas['Anomaly'];
export type IPlan = Schemas['Plan'];
export type IChange = Schemas['Change'];
export type IRun = Schemas['Run'];
export type ICorrections = Schemas['Corrections'];
export type IParts = Schemas['Parts'];
export type IPart = Schemas['Part'];
export type IPartKey = Schemas['PartKey'];
export type IPipelineStep = Schemas['PipelineStep'];
export type IOwn = Schemas['Own'];
export type IOwnTags = Schemas['OwnTags'];
export type IOwnPlan = Schemas['OwnPlan'];
export type IFixResult = Schemas['FixResult'];
export type ICosts = Schemas['Costs'];
export type IResourceCost = Schemas['ResourceCost'];
export type IScanRequest = Schemas['ScanRequest'];
export type ISpendRequest = Schemas['SpendRequest'];
export type IRefreshRequest = Schemas['RefreshRequest'];
export type IDoctor = Schemas['Doctor'];
export type IDoctorRequest = Schemas['DoctorRequest'];
export type ICheck = Schemas['Check'];
export type IGuard = Schemas['Guard'];
export type ILaunch = Schemas['Launch'];
export type ICeiling = Schemas['Ceiling'];
export type INearMiss = Schemas['NearMiss'];
export type INotebookChoice = Schemas['NotebookChoice'];
export type INotebookRequest = Schemas['NotebookRequest'];

/** Tags by key, as everywhere on the wire. */
export type Tags = Readonly<Record<string, string>>;

/** What every section's answer carries, whatever its value is. */
export interface ISection<T> {
  readonly value: T | null;
  readonly as_of: string | null;
  readonly stale: boolean;
  readonly refreshing: boolean;
  readonly problem: IProblem | null;
}
