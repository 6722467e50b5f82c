import { connect, createFieldCrypto, createLog } from '@nightlight/runtime'
import type { HttpCall } from '../channels/http-call.ts'
import { createHookCall } from './hook-call.ts'
import { createEventSender } from './send-events.ts'

// A sender that kills itself at one step, for the test of what is lost then.
const { STEP: step, DATABASE_URL: url = '', NOW: at = '', FIELD_KEY: key = '' } = process.env
const die = (): void => void process.kill(process.pid, 'SIGKILL')
const real = createHookCall({ allowNetworks: ['127.0.0.0/8'], timeoutMs: 5_000 })
const call: HttpCall = async (request, signal) => {
  if (step === 'before-call') die()
  const end = await real(request, signal)
  if (step === 'after-call') die()
  return end
}
const log = createLog('test', { level: 'silent' })
const crypto = createFieldCrypto(Buffer.from(key, 'hex'))
const deps = { db: connect(url), crypto, log, now: () => new Date(at), call }
const sender = createEventSender(deps, { leaseMs: 60_000 })
await sender.sweep()
await sender.idle()
die()
