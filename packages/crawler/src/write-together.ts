export type WriteTogether = {
  /** Rows of one group. */
  most: number
  /** How long the first row of a group waits for others, milliseconds. */
  waitMs: number
}

type Waiting<Row, Result> = {
  row: Row
  resolve: (result: Result) => void
  reject: (error: unknown) => void
}

/**
 * Writes what several callers have at the same time in one statement: each costs a server much the same, whether it is of
 * one row or of ten.
 *
 * A row waits while a group is being written, and a moment for others. Each caller hears of its own row, once it is
 * written. When a group fails, its rows are written one by one, so that a bad one fails alone: `write` must
 * bear being called twice with the same row.
 *
 * @param write  all rows or none of them; one result a row, in their order
 * @param keyOf  what no two rows of a group may have in common
 */
export function writeTogether<Row, Result>(
  write: (rows: readonly Row[]) => Promise<readonly Result[]>,
  keyOf: (row: Row) => string,
  { most, waitMs }: WriteTogether,
): (row: Row) => Promise<Result> {
  let waiting: Waiting<Row, Result>[] = []
  let timer: NodeJS.Timeout | undefined
  let isWriting = false

  function takeGroup(): Waiting<Row, Result>[] {
    const group = new Map<string, Waiting<Row, Result>>()
    const rest: typeof waiting = []
    for (const one of waiting) {
      const key = keyOf(one.row)
      if (group.size < most && !group.has(key)) group.set(key, one)
      else rest.push(one)
    }
    waiting = rest
    return [...group.values()]
  }

  async function writeAll(group: readonly Waiting<Row, Result>[]): Promise<void> {
    try {
      const results = await write(group.map(({ row }) => row))
      group.forEach(({ resolve }, at) => resolve(results[at]!))
    } catch (error) {
      if (group.length === 1) group[0]!.reject(error)
      else for (const one of group) await writeAll([one])
    }
  }

  async function writeGroup(): Promise<void> {
    timer = undefined
    isWriting = true
    await writeAll(takeGroup())
    isWriting = false
    advance()
  }

  function advance(): void {
    if (isWriting || waiting.length === 0) return
    if (waiting.length >= most) {
      clearTimeout(timer)
      void writeGroup()
    } else timer ??= setTimeout(() => void writeGroup(), waitMs)
  }

  return (row) => {
    const { promise, resolve, reject } = Promise.withResolvers<Result>()
    waiting.push({ row, resolve, reject })
    advance()
    return promise
  }
}
