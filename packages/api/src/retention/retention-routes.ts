import {
  RETENTION_RULES,
  RETENTION_TASKS,
  retentionSettings,
  type RetentionTask,
} from '@nightlight/runtime'
import { Type } from 'typebox'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import { countRead } from '../note-reads.ts'
import { Id, nullable, oneOf, Problem, Time } from '../schemas.ts'
import type { App } from '../validation.ts'
import { HOLD_KINDS } from './hold-scope.ts'
import { HOLD_REASONS } from './legal-holds.ts'
import { readRetention } from './retention-view.ts'

const Day = Type.String({ format: 'date' })
const rule = oneOf(RETENTION_RULES)
const TASKS = Object.keys(RETENTION_TASKS) as RetentionTask[]

const Retention = Type.Object({
  country: nullable(Type.String({ description: 'ISO 3166 code of the installation' })),
  schedules: Type.Array(
    Type.Object({
      id: Type.String(),
      countries: Type.Array(Type.String()),
      from: Day,
      to: nullable(Day),
      basis: Type.String(),
    }),
    { description: 'In force, that of the country first; empty while nothing is erased' },
  ),
  rules: Type.Array(
    Type.Object({ rule, days: nullable(Type.Integer({ description: 'null is for ever' })) }),
  ),
  tasks: Type.Array(
    Type.Object({
      task: oneOf(TASKS),
      rule,
      due: Type.Integer({ description: 'Left to erase when it was last looked at' }),
      held: Type.Integer({ description: 'Kept by a legal hold when it was last looked at' }),
      lookedAt: nullable(Time),
      erased: Type.Integer({ description: 'In all' }),
      erasedAt: nullable(Time),
    }),
  ),
  holds: Type.Array(
    Type.Object({
      id: Id,
      kind: oneOf(HOLD_KINDS),
      of: Type.String({ format: 'uuid', description: 'Of the report, the takedown or the page' }),
      reason: oneOf(HOLD_REASONS),
      authority: Type.String(),
      placer: Type.String(),
      placedAt: Time,
      reviewAt: Time,
      isOverdue: Type.Boolean(),
    }),
    { description: 'In force, the longest due for a review first; at most 200' },
  ),
  held: Type.Object({ inForce: Type.Integer(), overdue: Type.Integer() }),
})

export const retentionRoutes =
  ({ db, now, retention = retentionSettings() }: AppDeps) =>
  async (app: App) => {
    app.get(
      '/v1/retention',
      {
        config: { access: 'retention:run', reads: 'legal_hold' },
        schema: {
          summary: 'What is erased and when, what became of it, and which legal holds are in force',
          response: { 200: Retention, default: Problem },
        },
      },
      async (request) => {
        const view = await readRetention(db, retention, now())
        countRead(request, view.holds.length)
        return iso(view)
      },
    )
  }
