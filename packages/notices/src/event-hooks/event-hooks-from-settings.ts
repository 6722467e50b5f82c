import { connect, startSweep, type FieldCrypto, type Log } from '@nightlight/runtime'
import { listed } from '../config.ts'
import { createHookCall } from './hook-call.ts'
import { createEventSender } from './send-events.ts'

const CONNECTIONS = 4
const TIMEOUT_MS = 15_000
const LEASE_MS = 60_000

/** Sends events for as long as the process runs, over connections of its own: no case waits for a subscriber. */
export function startEventHooks(
  env: { DATABASE_URL: string; EVENT_ALLOW_NETWORKS?: string | undefined; SWEEP_MS: number },
  deps: { crypto: FieldCrypto; log: Log; now: () => Date },
  resources: AsyncDisposableStack,
): void {
  const db = connect(env.DATABASE_URL, { name: 'notices events', max: CONNECTIONS })
  resources.defer(() => db.destroy())
  const allowNetworks = listed(env.EVENT_ALLOW_NETWORKS)
  const call = createHookCall({ allowNetworks, timeoutMs: TIMEOUT_MS })
  const sender = resources.use(createEventSender({ ...deps, db, call }, { leaseMs: LEASE_MS }))
  resources.use(startSweep(deps, 'events', env.SWEEP_MS, () => sender.sweep()))
}
