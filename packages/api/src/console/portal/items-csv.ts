import { Readable } from 'node:stream'
import { csvLine } from '@nightlight/contract'
import { clearAddresses, toldItems, type ItemFilter, type ToldItem } from '@nightlight/notices'
import type { Db, FieldCrypto } from '@nightlight/runtime'
import type { FastifyReply } from 'fastify'
import { asOwn } from './own-provider.ts'

const PAGE = 500
/** Lines of one file; what is more is had by the API, or once these are answered. */
export const MOST_LINES = 10_000
const HOUR_MS = 3_600_000

/** `item`, `answer` and `comment` first, to be filled in and sent back. */
const HEAD = [
  'item',
  'answer',
  'comment',
  'notice',
  'told_at',
  'age_hours',
  'state',
  'class',
  'host',
  'said',
]

export type Listed = { providerId: string; filter: ItemFilter; withAddresses: boolean; now: Date }

/** Items of a provider as a file of CSV, read a page at a time while it is sent. */
export const sendItemsCsv = (
  reply: FastifyReply,
  deps: { db: Db; crypto: FieldCrypto },
  asked: Listed,
): FastifyReply =>
  reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', 'attachment; filename="items.csv"')
    .send(Readable.from(linesOf(deps, asked), { objectMode: false }))

async function* linesOf(
  { db, crypto }: { db: Db; crypto: FieldCrypto },
  { providerId, filter, withAddresses, now }: Listed,
): AsyncGenerator<string> {
  yield csvLine(withAddresses ? [...HEAD, 'address'] : HEAD)
  let after: string | null = null
  for (let sent = 0; sent < MOST_LINES; sent += PAGE) {
    const page = { now, limit: PAGE, after }
    const items: ToldItem[] = await asOwn(db, providerId, (own) =>
      toldItems(own, providerId, filter, page),
    )
    const addresses = withAddresses ? await clearAddresses(db, crypto, items) : null
    const lines = items.map((item) => lineOf(item, now, addresses?.get(item.id) ?? []))
    yield lines.map((line) => csvLine(withAddresses ? line : line.slice(0, HEAD.length))).join('')
    after = items.at(-1)?.id ?? null
    if (items.length < PAGE) return
  }
}

const lineOf = (item: ToldItem, now: Date, addresses: readonly string[]): (string | null)[] => [
  item.references[0] ?? null,
  null,
  null,
  item.notice,
  item.toldAt.toISOString(),
  String(Math.floor((now.getTime() - item.toldAt.getTime()) / HOUR_MS)),
  item.state,
  item.legalClass,
  item.host,
  item.answer,
  addresses.join('\n') || null,
]
