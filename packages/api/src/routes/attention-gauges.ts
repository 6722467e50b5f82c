import { ALARM_KINDS, countAlarms } from '@nightlight/matcher'
import { stoppedHooks } from '@nightlight/notices'
import { Gauge } from 'prom-client'
import type { AppDeps } from '../app.ts'

/** What waits for somebody to see to it; an alarm where it is not zero. */
export const attentionGauges = ({ db }: Pick<AppDeps, 'db'>): Gauge[] => [
  new Gauge({
    name: 'nightlight_event_hooks_stopped',
    help: 'Subscriptions of events that nothing is sent to any more because of their receiver',
    labelNames: ['because'],
    registers: [],
    async collect() {
      const stopped = await stoppedHooks(db)
      for (const because of ['failing', 'gone'] as const) {
        const those = stopped.filter(({ attention }) => attention === `event-hook-${because}`)
        this.set({ because }, those.length)
      }
    },
  }),
  new Gauge({
    name: 'nightlight_lookup_alarms_waiting',
    help: 'Alarms of lookups that nobody has looked at',
    labelNames: ['kind'],
    registers: [],
    async collect() {
      const counts = await countAlarms(db)
      for (const kind of ALARM_KINDS) this.set({ kind }, counts[kind] ?? 0)
    },
  }),
]
