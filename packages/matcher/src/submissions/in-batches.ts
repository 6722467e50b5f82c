/**
 * Items in arrays of `size`, the last one shorter.
 *
 * @param see  is called with each item as it comes, also of a batch that is never full since the items break off
 */
export async function* inBatches<T>(
  items: AsyncIterable<T>,
  size: number,
  see?: (item: T) => void,
): AsyncIterable<T[]> {
  let batch: T[] = []
  for await (const item of items) {
    batch.push(item)
    see?.(item)
    if (batch.length === size) {
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}
