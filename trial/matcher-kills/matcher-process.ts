// What the matcher process does with its lists, and nothing else: follows them, keeps a snapshot again and
// again, and answers what it finds. It is killed at any moment.
import {
  connect,
  createFieldCrypto,
  createLog,
  parseMasterKey,
} from '../../packages/runtime/src/index.ts'
import { followLists } from '../../packages/matcher/src/list-follower.ts'

/** What is asked: hashes in hex. */
export type Question = { pdq: string[]; md5: string[] }
/** For each hash the ids of the entries that were found. */
export type Reply = { epoch: string; entries: number; pdq: string[][]; md5: string[][] }

const { DATABASE_URL: databaseUrl = '', FIELD_KEY = '', LIST_SNAPSHOT: snapshotFile } = process.env
const RADIUS = 31
/** Small, so that tables are made anew all the time. */
const CAPACITY = 12_000
const REST_MS = 10

const db = connect(databaseUrl)
const crypto = createFieldCrypto(parseMasterKey(FIELD_KEY))
const log = createLog('matcher', { level: 'info' })
const follower = await followLists({
  db,
  crypto,
  log,
  databaseUrl,
  snapshotFile,
  capacity: CAPACITY,
})
process.send?.('ready')

process.on('message', (question: Question) => void answer(question))

async function answer({ pdq, md5 }: Question): Promise<void> {
  await follower.refresh()
  const lists = follower.lists()
  const reply: Reply = {
    epoch: String(lists.epoch),
    entries: lists.entries,
    pdq: pdq.map((hex) =>
      lists.searchPdq(Buffer.from(hex, 'hex'), RADIUS).map(({ entry }) => entry.entryId),
    ),
    md5: md5.map((hex) => lists.findDigest('md5', hex).map(({ entryId }) => entryId)),
  }
  process.send?.(reply)
}

for (;;) {
  await follower.save().catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, REST_MS))
}
