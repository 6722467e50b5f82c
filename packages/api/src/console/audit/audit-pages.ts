import { Readable } from 'node:stream'
import {
  actionsInLog,
  actorsNamed,
  archiveLog,
  askVerification,
  listCheckpoints,
  listVerifications,
  readHealth,
  requireCheckpoint,
  searchEvents,
  troublesOf,
  verifyEvents,
  verifyHeads,
  writeVerifierKey,
} from '@nightlight/audit'
import { DomainError } from '@nightlight/contract'
import { writeAudit, type Db } from '@nightlight/runtime'
import { Type } from 'typebox'
import { checkForm, principalOf } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { isAllowed } from '../../identity/principal.ts'
import { idsOfCase } from '../../case-export/case-ids-store.ts'
import { createSlots } from '../../lists/upload-slots.ts'
import { countRead } from '../../note-reads.ts'
import { DoneCode } from '../../schemas.ts'
import { securityHeaders } from '../../security-headers.ts'
import type { App } from '../../validation.ts'
import { sendFollowed } from '../follow.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { accountsNamed, keyOwners } from './accounts-store.ts'
import type { KeyOwners } from './audit-fragments.ts'
import { checkpointsPage } from './checkpoints-page.ts'
import { filterOf, isId, logPath, LogQuery, placeOf } from './log-query.ts'
import { inOneState } from './one-state.ts'
import { searchPage } from './search-page.ts'
import { followedOf, verificationPage } from './verification-page.ts'

const EVENTS_SHOWN = 50
const HEADS_SHOWN = 50
const VERIFICATIONS_SHOWN = 10
/** A download of the whole log that holds one state of the database; after so long it is cut off. */
const SEND_MS = 30 * 60_000

const config = { access: 'audit:read' } as const
const reading = { ...config, reads: 'audit' } as const
const HeadsQuery = Type.Object({
  verify: Type.Optional(Type.Literal('1')),
  below: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 52 })),
})

/** The log for those who look after it: searched, proved, verified as a whole, taken along. */
export const auditPages = (deps: AppDeps) => async (app: App) => {
  const { db, crypto, now, logKey } = deps
  const exports = createSlots(1)
  const keyWord = async () => writeVerifierKey(await logKey(db))

  app.get(
    '/console/audit',
    { config: reading, schema: { querystring: LogQuery } },
    async (request, reply) => {
      const { query } = request
      const asked = filterOf(query)
      const seesNames = isAllowed(principalOf(request).role, 'person:read')
      const actors = asked.actor === undefined ? [] : await namedIn(db, asked.actor, seesNames)
      const isOfCase = query.of === 'case' && isId(asked.objectId)
      const ofCase = isOfCase ? await idsOfCase(db, asked.objectId!) : null
      const filter = {
        ...asked,
        ...(actors[0] !== undefined && { actor: actors[0] }),
        ...(ofCase && { objectId: undefined, objectIds: ofCase.ids }),
      }
      const page = await searchEvents(db, filter, { limit: EVENTS_SHOWN, after: placeOf(query) })
      const ids = page.items.map(({ id }) => id)
      const key = await logKey(db)
      const verified =
        query.verify === undefined
          ? null
          : await inOneState(db, (trx) => verifyEvents(trx, { crypto, key }, ids))
      countRead(request, page.items.length)
      const view = viewOf(deps, request, reply, logPath(query))
      const actions = await actionsInLog(db)
      const shown = [...actors, ...page.items.map(({ actor }) => actor)]
      const owners: KeyOwners = seesNames ? await keyOwners(db, shown) : new Map()
      const isCut = ofCase?.isCut ?? false
      const found = { query, page, actions, actors, owners, verified, isCut }
      return sendPage(reply, deps, searchPage(view, found))
    },
  )

  app.get(
    '/console/audit/checkpoints',
    { config: reading, schema: { querystring: HeadsQuery } },
    async (request, reply) => {
      const { verify, below = null } = request.query
      const key = await logKey(db)
      const found = await inOneState(db, async (trx) => {
        const { items, next } = await listCheckpoints(trx, key, { below, limit: HEADS_SHOWN })
        const verified = verify === undefined ? null : await verifyHeads(trx, items)
        return { items, next, verified, health: await readHealth(trx) }
      })
      const troubles = troublesOf(found.health, now())
      countRead(request, found.items.length)
      const path =
        below === null ? '/console/audit/checkpoints' : `/console/audit/checkpoints?below=${below}`
      const view = viewOf(deps, request, reply, path)
      const shown = { ...found, troubles, below, key: writeVerifierKey(key) }
      return sendPage(reply, deps, checkpointsPage(view, shown))
    },
  )

  app.get('/console/audit/checkpoints/newest', { config: reading }, async (_request, reply) => {
    // First: the page that says that there is none is no file.
    const checkpoint = await requireCheckpoint(db)
    return reply
      .headers(securityHeaders('data', deps.secure))
      .header('content-disposition', 'attachment; filename="audit.checkpoint"')
      .type('text/plain; charset=utf-8')
      .send(checkpoint)
  })

  app.get(
    '/console/audit/verification',
    { config: reading, schema: { querystring: Type.Object({ done: DoneCode }) } },
    async (request, reply) => {
      const items = await listVerifications(db, VERIFICATIONS_SHOWN)
      countRead(request, items.length)
      const view = viewOf(deps, request, reply, '/console/audit/verification')
      const { done = null } = request.query
      return sendPage(reply, deps, verificationPage(view, { items, done, key: await keyWord() }))
    },
  )

  app.get(
    '/console/audit/verification/live',
    { config: { ...config, unattended: true } },
    async (request, reply) => {
      const items = await listVerifications(db, VERIFICATIONS_SHOWN)
      return sendFollowed(reply, deps, followedOf(viewOf(deps, request, reply, null), items))
    },
  )

  app.post(
    '/console/audit/verification',
    { config, schema: { body: Type.Object({ form: Type.String({ maxLength: 64 }) }) } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      await askVerification(db, principalOf(request).actor)
      return reply.redirect('/console/audit/verification?done=ended', 303)
    },
  )

  const taking = {
    ...reading,
    stepUp: true,
    sendsFile: true,
    formOn: '/console/audit/verification',
  }
  app.get('/console/audit/export', { config: taking }, async (request, reply) => {
    await requireCheckpoint(db)
    // Before the slot: nobody would give back one that was taken for what then fails.
    const key = await logKey(db)
    const slot = exports.take()
    if (!slot) {
      reply.header('retry-after', 60)
      throw new DomainError('conflict', 'exports-busy', 'Exporting the log: another is under way')
    }
    const stream = Readable.from(archived(db, key, principalOf(request).actor), {
      objectMode: false,
    })
    const late = setTimeout(() => stream.destroy(new Error('Sending the log: too slow')), SEND_MS)
    stream.once('close', () => {
      clearTimeout(late)
      slot[Symbol.dispose]()
    })
    reply.raw.once('close', () => stream.destroy())
    return reply
      .headers(securityHeaders('data', deps.secure))
      .header('content-disposition', 'attachment; filename="nightlight-audit.tar"')
      .type('application/x-tar')
      .send(stream)
  })
}

/** The archive, from one state of the database that is held until the last byte was taken. */
async function* archived(
  db: Db,
  key: Awaited<ReturnType<AppDeps['logKey']>>,
  actor: string,
): AsyncGenerator<Buffer> {
  await writeAudit(db, {
    actor,
    action: 'audit.exported',
    objectType: 'audit',
    objectId: key.name,
  })
  const trx = await db
    .startTransaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute()
  try {
    yield* await archiveLog(trx, { key, witnesses: [] })
  } finally {
    await trx.rollback().execute()
  }
}

/** Whoever did something under a name; whose keys are whose is for those who may see names of people. */
const namedIn = async (db: Db, name: string, seesNames: boolean): Promise<string[]> =>
  actorsNamed(db, name, seesNames ? await accountsNamed(db, name) : [])
