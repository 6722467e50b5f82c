import { LANGUAGES, LEGAL_CLASSES } from '@nightlight/contract'
import { tellRoute, toldRoute } from '@nightlight/notices'
import { Type } from 'typebox'
import type { AppDeps } from '../app.ts'
import { ById, Problem } from '../schemas.ts'
import type { App } from '../validation.ts'

const Text = Type.Union([Type.String(), Type.Null()])

const ExplainedRoute = Type.Object(
  {
    takedownId: Type.String(),
    status: Type.Enum(['routed', 'would-be-routed', 'unroutable']),
    routedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    country: Text,
    legalClass: Type.Enum([...LEGAL_CLASSES]),
    policy: Type.Object({ id: Text, name: Text, title: Text }),
    rule: Text,
    plan: Type.Array(Type.String()),
    rules: Type.Array(Type.Object({ rule: Type.String(), misfits: Type.Array(Type.String()) })),
    explanation: Type.Array(Type.String()),
  },
  { title: 'ExplainedRoute' },
)

/** Why a takedown went to whom it went. */
export const routeRoutes =
  ({ db, now }: AppDeps) =>
  async (app: App) => {
    app.get(
      '/v1/takedowns/:id/route',
      {
        config: { access: 'takedown:read', reads: 'takedown' },
        schema: {
          summary: 'Why a takedown went to whom it went: policy, facts, and every rule in order',
          description:
            'As noted when it was routed; before that, what the policy in force has for it. `explanation` is plain text in the language that is asked for',
          params: ById,
          querystring: Type.Object({
            language: Type.Optional(Type.Enum([...LANGUAGES], { default: 'en' })),
          }),
          response: { 200: ExplainedRoute, default: Problem },
        },
      },
      async ({ params: { id }, query: { language = 'en' } }) => {
        const told = await toldRoute(db, id, now())
        const { country, legalClass, policy, rules, status } = told
        return {
          takedownId: id,
          status,
          routedAt: told.status === 'routed' ? told.at.toISOString() : null,
          country,
          legalClass,
          policy,
          rule: told.status === 'unroutable' ? null : told.rule,
          plan: told.status === 'unroutable' ? [] : [...told.plan],
          rules: rules.map(({ rule, misfits }) => ({ rule, misfits: [...misfits] })),
          explanation: tellRoute(told, language),
        }
      },
    )
  }
