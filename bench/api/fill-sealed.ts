import { sql } from 'kysely'
import { binaryArray, type FieldCrypto } from '../../packages/runtime/src/index.ts'
import { idOf } from './amounts.ts'
import type { Fill } from './fill.ts'

const BATCH = 5_000
const WORDS = 'A page of the benchmark says so much and no more, which nobody reads. '.repeat(8)

/** Seals what requests open: the words of one page in eight, addresses and
 * fingerprints of takedowns, what is noted of providers. */
export async function fillSealed({ run, amounts }: Fill, crypto: FieldCrypto): Promise<void> {
  type Sealed = { id: string; ct: Buffer }
  const seal = (table: string, column: string, id: string, text: string): Sealed => ({
    id,
    ct: crypto.seal({ table, column, row: id }, text),
  })
  const inBatches = async (
    count: number,
    one: (n: number) => Sealed,
    into: (rows: ReturnType<typeof sql>) => ReturnType<typeof sql>,
  ) => {
    for (let from = 0; from < count; from += BATCH) {
      const rows = Array.from({ length: Math.min(BATCH, count - from) }, (_, at) => one(from + at))
      const ids = binaryArray(
        'uuid',
        rows.map(({ id }) => id),
      )
      const sealed = binaryArray(
        'bytea',
        rows.map(({ ct }) => ct),
      )
      await run(into(sql`unnest(${ids}::uuid[], ${sealed}::bytea[]) as x (id, ct)`))
    }
  }
  const words = JSON.stringify({ title: 'A page', text: WORDS })
  await inBatches(
    Math.floor(amounts.page / 8),
    (n) => seal('page_text', 'text_ct', idOf(amounts, 'page', n * 8), words),
    (rows) =>
      sql`insert into page_text (location_id, text_ct, language, truncated, seen_at) select id, ct, 'en', false, now() from ${rows}`,
  )
  // takedowns are of the pictures that match
  await inBatches(
    amounts.match,
    (n) =>
      seal(
        'location',
        'url_ct',
        idOf(amounts, 'image', n * amounts.matchEvery),
        `https://site-${n}.nightlight-bench.invalid/picture-${n}.jpg`,
      ),
    (rows) => sql`update location set url_ct = x.ct from ${rows} where location.id = x.id`,
  )
  await inBatches(
    amounts.match,
    (n) =>
      seal(
        'media',
        'fingerprint_ct',
        idOf(amounts, 'media', n * amounts.matchEvery),
        JSON.stringify({ sha256: n.toString(16).padStart(64, '0') }),
      ),
    (rows) => sql`update media set fingerprint_ct = x.ct from ${rows} where media.id = x.id`,
  )
  await inBatches(
    amounts.provider,
    (n) => seal('provider', 'note_ct', idOf(amounts, 'provider', n), 'Answers on weekdays.'),
    (rows) => sql`update provider set note_ct = x.ct from ${rows} where provider.id = x.id`,
  )
}
