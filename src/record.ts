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
