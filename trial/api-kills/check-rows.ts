/** What a caller was told for one key: the ids of every answer that it got. */
export type Told = { key: string; ids: readonly string[] }

export type Rows = {
  /** Ids of the cases that there are. */
  cases: readonly string[]
  /** Ids of the cases that the audit log says were received, one for each event. */
  events: readonly string[]
  /** Keys that the service keeps an answer for. */
  keysKept: number
}

/** What is not as it must be after all: one case for each key, one event for each case. */
export function checkRows(
  told: readonly Told[],
  rows: Rows,
): { lost: string[]; doubled: string[] } {
  const cases = new Set(rows.cases)
  const answered = told.flatMap(({ ids }) => ids.slice(0, 1))
  const unanswered = told
    .filter(({ ids }) => ids.length === 0)
    .map(({ key }) => `${key}: no answer`)
  const gone = answered.filter((id) => !cases.has(id)).map((id) => `${id}: answered and not there`)
  const untold = rows.cases.filter((id) => !rows.events.includes(id)).map((id) => `${id}: no event`)
  const changed = told
    .filter(({ ids }) => new Set(ids).size > 1)
    .map(({ key }) => `${key}: answered with another case`)
  const known = new Set(answered)
  const extra = rows.cases.filter((id) => !known.has(id)).map((id) => `${id}: a case of no key`)
  const repeated = [...rows.events].sort().filter((id, n, all) => id === all[n - 1])
  const lost = [...unanswered, ...gone, ...untold]
  if (rows.keysKept < answered.length) lost.push(`${answered.length - rows.keysKept} keys not kept`)
  const doubled = [
    ...changed,
    ...extra,
    ...repeated.map((id) => `${id}: two events`),
    ...rows.events.filter((id) => !cases.has(id)).map((id) => `${id}: an event of no case`),
  ]
  return { lost, doubled }
}
