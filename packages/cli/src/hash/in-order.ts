/**
 * Works on several items of a source at once and gives the results in the order of the items, each
 * as soon as it and all before it are there.
 *
 * @param ahead  most items between the one whose result is awaited and the last one begun
 * @throws the first error in that order, of the source or of the work
 */
export async function* mapInOrder<T, R>(
  source: AsyncIterable<T>,
  ahead: number,
  work: (item: T) => Promise<R>,
): AsyncIterable<R> {
  const items = source[Symbol.asyncIterator]()
  const begun: Promise<{ result: R } | 'end'>[] = []
  let next: Promise<unknown> = Promise.resolve()
  const begin = (): void => {
    const item = next.then(() => items.next())
    next = item
    const result = item.then(async ({ done, value }) =>
      done === true ? ('end' as const) : { result: await work(value) },
    )
    result.catch(() => undefined)
    begun.push(result)
  }
  try {
    for (;;) {
      while (begun.length < ahead) begin()
      const first = await begun.shift()
      if (first === 'end' || first === undefined) return
      yield first.result
    }
  } finally {
    await Promise.allSettled(begun)
    await items.return?.()
  }
}

/**
 * Lets at most `count` pieces of work run at once; the others wait in the order of the calls.
 */
export function atMost(count: number): <R>(work: () => Promise<R>) => Promise<R> {
  let free = count
  const waiting: (() => void)[] = []
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
