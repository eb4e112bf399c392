// Looking up by a key that somebody else chose: "constructor" is a tag key like any other.

/** What a record itself has under a key; what every object inherits is not in it. */
export function own<V>(
  record: Readonly<Record<string, V>>,
  key: string
): V | undefined {
  return Object.prototype.hasOwnProperty.call(record, key)
    ? record[key]
    : undefined;
}

/** Something of unknown form as a record; null when it is none. */
export function record(
  data: unknown
): Readonly<Record<string, unknown>> | null {
  return typeof data === 'object' && data !== null && !Array.isArray(data)
    ? (data as Record<string, unknown>)
    : null;
}
