import { connect, createFieldCrypto, createLog } from '@nightlight/runtime'
import { createLookupClient } from '@nightlight/matcher'
import { answerLookups } from './answer-lookups.ts'

// An api process that kills itself at the moment at which the answer is to leave, for the test of what is lost then.
const { DATABASE_URL: url = '', FIELD_KEY: key = '', AT: at = '', TOKEN: token = '' } = process.env
const { ASKER: actor = '', PROVIDER: providerId = '', HASH: value = '' } = process.env
const { ask } = createLookupClient({ at, token })
const deps = {
  db: connect(url),
  crypto: createFieldCrypto(Buffer.from(key, 'hex')),
  log: createLog('test', { level: 'silent' }),
  now: () => new Date(),
  ask,
}
const answers = await answerLookups(deps, [{ algorithm: 'sha1', value }], { actor, providerId })
if (answers[0]?.known) process.kill(process.pid, 'SIGKILL')
