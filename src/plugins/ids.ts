// The names of the commands.
export const CommandIDs = {
  open: 'cost-tags:open',
  refresh: 'cost-tags:refresh',
  refreshSpend: 'cost-tags:refresh-spend',
  fixAll: 'cost-tags:fix-all',
  inventory: 'cost-tags:open-inventory'
} as const;
