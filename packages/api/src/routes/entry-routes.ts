import { DomainError } from '@nightlight/contract'
import { revokeEntry, voteOnEntry } from '@nightlight/matcher'
import { principalOf } from '../access.ts'
import type { AppDeps } from '../app.ts'
import { iso } from '../iso.ts'
import { isMatchOf, readEntry } from '../lists/entry-view-store.ts'
import { ByEntry, Entry, EntryState, ReasonBody, VoteBody } from '../lists/list-schemas.ts'
import { mustSeeEntry, notFound } from '../lists/list-scope.ts'
import { ById, Problem } from '../schemas.ts'
import type { App } from '../validation.ts'
import { once } from './once.ts'

export const entryRoutes = (deps: AppDeps) => async (app: App) => {
  const { db } = deps

  app.get(
    '/v1/entries/:id',
    {
      config: { access: 'list:read' },
      schema: {
        summary: 'One entry of a list: whose it is, what it is called, what is said of it',
        params: ById,
        response: { 200: Entry, default: Problem },
      },
    },
    async (request) => {
      const entry = await readEntry(db, principalOf(request), request.params.id)
      if (!entry) throw notFound('entry')
      return iso(entry)
    },
  )

  app.post(
    '/v1/hash-lists/:id/entries/:entryId/revoke',
    {
      config: { access: 'list:revoke' },
      schema: {
        summary: 'Take an entry out of matching at once and for good',
        params: ByEntry,
        body: ReasonBody,
        response: { 200: EntryState, default: Problem },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const { id: listId, entryId } = request.params
      const { body } = await once(deps, request, async (trx) => {
        await mustSeeEntry(trx, principal, entryId, listId)
        await revokeEntry(trx, entryId, request.body.reason, principal)
        return { status: 200, body: { id: entryId, status: 'revoked' as const } }
      })
      return body
    },
  )

  app.post(
    '/v1/entries/:id/votes',
    {
      config: { access: 'entry:vote' },
      schema: {
        summary: 'Say whether an entry is right',
        description:
          'A rejection takes it out of matching at once; two confirmations by different people bring it back.',
        params: ById,
        body: VoteBody,
        response: { 201: EntryState, default: Problem },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { id } = request.params
      const { verdict, reason, matchId = null } = request.body
      const { body } = await once(deps, request, async (trx) => {
        await mustSeeEntry(trx, principal, id)
        if (matchId !== null && !(await isMatchOf(trx, matchId, id))) throw otherEntry()
        const status = await voteOnEntry(trx, id, { verdict, reason, matchId }, principal)
        return { status: 201, body: { id, status } }
      })
      return reply.code(201).send(body)
    },
  )
}

const otherEntry = (): DomainError =>
  new DomainError(
    'invalid',
    'match-of-another-entry',
    'Voting on an entry: name one of its matches or none',
    { detail: { field: 'matchId' } },
  )
