import type { DbOrTransaction } from '@nightlight/runtime'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import { once } from '../routes/once.ts'
import { ById, Id, nullable, oneOf, Problem, TEXT, Time } from '../schemas.ts'
import type { App } from '../validation.ts'
import { signatureRuleOf } from './signature-rule-store.ts'
import { signingKeysOf, type SigningKey } from './signing-key-store.ts'
import { SIGNATURE_ALGORITHMS } from './signing-key.ts'
import {
  approveSigningKey,
  endSigningKey,
  proposeSigningKey,
  ruleSignatures,
  type Officer,
} from './signing-keys.ts'

const SigningKeySchema = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'The `keyid` of a signature' }),
    authorityId: Id,
    authority: Type.String(),
    algorithm: oneOf(SIGNATURE_ALGORITHMS),
    publicKey: Type.String({ description: 'SubjectPublicKeyInfo, DER in base64' }),
    name: Type.String(),
    state: oneOf(['proposed', 'approved', 'ended']),
    proposer: Type.String(),
    proposedAt: Time,
    approver: nullable(Type.String()),
    approvedAt: nullable(Time),
    endedAt: nullable(Time),
  },
  { description: 'Only one that is `approved` signs' },
)
const Rule = Type.Object({
  authorityId: Id,
  required: Type.Boolean({ description: 'Only what is signed is taken' }),
  liftAsker: nullable(Type.String({ description: 'Who asked that it be required no more' })),
})
const ProposalBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, pattern: TEXT }),
    publicKey: Type.String({ maxLength: 1024, description: 'PEM' }),
  },
  { additionalProperties: false },
)
const RuleBody = Type.Object({ required: Type.Boolean() }, { additionalProperties: false })

const shown = ({ publicKey, ...key }: SigningKey) =>
  iso({ ...key, publicKey: publicKey.toString('base64') })

/** Public keys with which the police sign what they hand in. */
export const signingKeyRoutes = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps
  type Act = (trx: DbOrTransaction, officer: Officer, at: Date) => Promise<Record<string, unknown>>
  const change = (request: FastifyRequest, status: number, act: Act) =>
    once(deps, request, async (trx) => ({
      status,
      body: await act(trx, principalOf(request), now()),
    }))
  const one = { 200: SigningKeySchema, default: Problem }

  app.get(
    '/v1/signing-keys',
    {
      config: { access: 'list:read' },
      schema: {
        summary:
          'Public keys with which what is handed in may be signed; of an officer, those of their authority',
        response: { 200: Type.Object({ items: Type.Array(SigningKeySchema) }), default: Problem },
      },
    },
    async (request) => {
      const { role, authorityId } = principalOf(request)
      if (role === 'police' && authorityId === null) return { items: [] }
      return { items: (await signingKeysOf(db, authorityId)).map(shown) }
    },
  )

  app.post(
    '/v1/signing-keys',
    {
      config: { access: 'list:write' },
      schema: {
        summary:
          'Propose a public key of your authority; it counts once another officer has approved it',
        body: ProposalBody,
        response: { 201: SigningKeySchema, default: Problem },
      },
    },
    async (request, reply) => {
      const act: Act = async (trx, officer, at) =>
        shown(await proposeSigningKey(trx, request.body, officer, at))
      const { status, body } = await change(request, 201, act)
      return reply.code(status as 201).send(body as ReturnType<typeof shown>)
    },
  )

  for (const [verb, access, act, summary] of [
    ['approve', 'list:activate', approveSigningKey, 'Approve a key that another officer proposed'],
    ['end', 'list:revoke', endSigningKey, 'End a key, at once and for good'],
  ] as const) {
    app.post(
      `/v1/signing-keys/:id/${verb}`,
      { config: { access }, schema: { summary, params: ById, response: one } },
      async (request) => {
        const { id } = request.params
        const run: Act = async (trx, officer, at) => shown(await act(trx, id, officer, at))
        return (await change(request, 200, run)).body as ReturnType<typeof shown>
      },
    )
  }

  app.get(
    '/v1/signature-rule',
    {
      config: { access: 'list:write' },
      schema: {
        summary: 'Whether your authority takes only what is signed',
        response: { 200: nullable(Rule), default: Problem },
      },
    },
    async (request) => {
      const { authorityId } = principalOf(request)
      return authorityId === null ? null : signatureRuleOf(db, authorityId)
    },
  )

  app.post(
    '/v1/signature-rule',
    {
      config: { access: 'list:activate' },
      schema: {
        summary:
          'Say that your authority takes only what is signed; two officers are needed to lift that',
        body: RuleBody,
        response: { 200: Rule, default: Problem },
      },
    },
    async (request) => {
      const { required } = request.body
      const act: Act = (trx, officer, at) => ruleSignatures(trx, required, officer, at)
      return (await change(request, 200, act)).body as Awaited<ReturnType<typeof ruleSignatures>>
    },
  )
}
