import { DomainError } from '@nightlight/contract'
import type { ListRow, SetAside } from '../formats/list-row.ts'
import { afterPage, MAX_PAGES, readCheckpoint, type PageMarks } from './checkpoint.ts'
import type { Checkpoint, ExchangePage } from './exchange-client.ts'
import { ExchangeUnavailable, isAboutRequest } from './exchange-errors.ts'

/** One page as the exchange gave it. */
export type AnsweredPage = PageMarks & { rows: ListRow[]; setAside: SetAside }

/** Where a page is: the first of what changed since a time, or at a position of a run. */
export type PagePlace = {
  since: Date
  /** Our time when the run began; only the first page has it. */
  startedAt: Date
  /** Null for the first page. */
  position: string | null
}

/**
 * Reads pages from a checkpoint to the end of the run, with the checkpoint after each.
 *
 * A position from an earlier process that the exchange no longer takes begins the run again.
 *
 * @param service name of the exchange in messages
 * @throws {DomainError} `exchange-next-repeated`, `exchange-run-too-long`,
 *   `exchange-checkpoint-unreadable`, and what `askPage` throws
 */
export async function* readPages(
  kept: Checkpoint | null,
  service: string,
  now: () => Date,
  askPage: (place: PagePlace) => Promise<AnsweredPage>,
): AsyncGenerator<ExchangePage, void> {
  let checkpoint = readCheckpoint(kept)
  const positions = new Set<string>()
  let isResumed = checkpoint.run !== undefined
  for (;;) {
    const place = placeOf(checkpoint, now())
    if (place.position !== null) positions.add(place.position)
    let page: AnsweredPage
    try {
      page = await askPage(place)
    } catch (error) {
      if (!isResumed || !isUnknownPosition(error, checkpoint, place.startedAt)) throw error
      isResumed = false
      checkpoint = { safeFrom: checkpoint.safeFrom }
      positions.clear()
      continue
    }
    isResumed = false
    if (page.next !== null && positions.has(page.next)) throw repeated(service)
    checkpoint = afterPage(checkpoint, page, place.startedAt)
    if ((checkpoint.run?.pages ?? 0) >= MAX_PAGES) throw tooLong(service)
    const isLast = page.next === null
    yield { rows: page.rows, checkpoint, isLast, setAside: page.setAside }
    if (isLast) return
  }
}

const placeOf = ({ safeFrom, run }: Checkpoint, now: Date): PagePlace => ({
  since: new Date(safeFrom),
  startedAt: now,
  position: run?.position ?? null,
})

const DAY_MS = 86_400_000

/**
 * Whether an error may mean that a position is too old; none of the exchanges says how it is told.
 *
 * A failure of theirs may mean it only of a run that is old: one that was broken off an hour ago is
 * worth more than what begins again.
 */
function isUnknownPosition(error: unknown, { run }: Checkpoint, now: Date): boolean {
  if (error instanceof ExchangeUnavailable && error.code === 'exchange-server-error') {
    return run !== undefined && now.getTime() - Date.parse(run.ceiling) > DAY_MS
  }
  const isElsewhere = error instanceof DomainError && error.code === 'exchange-next-elsewhere'
  return isElsewhere || isAboutRequest(error)
}

const repeated = (service: string): DomainError =>
  new DomainError(
    'invalid',
    'exchange-next-repeated',
    `Reading ${service}: a page leads to one that was read already; tell them, the list cannot be read to its end`,
  )

const tooLong = (service: string): DomainError =>
  new DomainError(
    'invalid',
    'exchange-run-too-long',
    `Reading ${service}: no end after ${MAX_PAGES} pages; tell them, the list cannot be read to its end`,
  )
