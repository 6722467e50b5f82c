import { Gauge } from 'prom-client'
import type { AppDeps } from '../app.ts'
import { countHolds } from './hold-store.ts'

/** What stops erasures, that somebody looks at it, and that the daily runs take place. */
export const retentionGauges = ({ db, now }: Pick<AppDeps, 'db' | 'now'>): Gauge[] => [
  new Gauge({
    name: 'nightlight_legal_holds',
    help: 'Legal holds in force',
    registers: [],
    async collect() {
      this.set((await countHolds(db, now())).inForce)
    },
  }),
  new Gauge({
    name: 'nightlight_legal_holds_overdue',
    help: 'Legal holds in force that somebody was to look at again by now',
    registers: [],
    async collect() {
      this.set((await countHolds(db, now())).overdue)
    },
  }),
  new Gauge({
    name: 'nightlight_retention_looked_seconds',
    help: 'How long ago it was looked what of a task is to be erased; a day at most, an alarm from two days on',
    labelNames: ['task'],
    registers: [],
    async collect() {
      this.reset()
      const states = db.selectFrom('retention_state').select(['task', 'looked_at'])
      for (const { task, looked_at: at } of await states.execute()) {
        if (at) this.set({ task }, (now().getTime() - at.getTime()) / 1000)
      }
    },
  }),
]
