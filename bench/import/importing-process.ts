import { createReadStream } from 'node:fs'
import { connect, createFieldCrypto } from '../../packages/runtime/src/index.ts'
import { importList } from '../../packages/matcher/src/import-list.ts'

/** What one import took, as this process prints it. */
export type Imported = {
  submissionId: string
  listId: string
  accepted: number
  seconds: number
  peakMegabytes: number
}

// A process of its own, since its memory is what is measured.
const [, , databaseUrl = '', file = '', list = ''] = process.argv
const db = connect(databaseUrl, { max: 3 })
const startedAt = performance.now()
const { submissionId, listId, accepted } = await importList(
  { db, crypto: createFieldCrypto(Buffer.alloc(32, 7)) },
  {
    source: { bytes: createReadStream(file), format: 'auto' },
    authority: 'Bench police',
    list,
    terms: {
      legalClass: 'csam',
      purpose: 'notice-and-takedown',
      jurisdictions: [],
      classification: null,
      maxDistance: 31,
      opens: 'never',
      expiresAt: null,
    },
    by: { actor: 'bench:officer', name: 'officer' },
    dryRun: false,
    facts: { categories: { '1': 'csam', '2': 'csam' } },
  },
)
const seconds = (performance.now() - startedAt) / 1000
const peakMegabytes = process.resourceUsage().maxRSS / 1024
await db.destroy()
const told: Imported = { submissionId, listId, accepted, seconds, peakMegabytes }
console.log(JSON.stringify(told))
