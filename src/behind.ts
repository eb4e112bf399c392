// What the panel shows only when it is asked for, or to those who have it: loaded then, in one piece.
export { Anomalies } from './sections/anomalies';
export { BudgetRow } from './sections/budget';
export { ChangeList, DaysTable, GroupsTable } from './sections/tables';
export { WhereFrom } from './sections/wherefrom';
export { Zero } from './sections/zero';
