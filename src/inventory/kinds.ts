// Which kinds have parts.

/** The kinds that have parts, as the server knows them. */
export const KINDS_WITH_PARTS: readonly string[] = [
  'endpoint',
  'pipeline',
  'notebook-instance'
];
