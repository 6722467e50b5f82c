import { DomainError } from '@nightlight/contract'
import {
  answerItems,
  answersFile,
  checkAnswers,
  countMatching,
  MAX_FILE,
  type ItemFilter,
} from '@nightlight/notices'
import { Type } from 'typebox'
import { checkForm } from '../../access.ts'
import type { AppDeps } from '../../app.ts'
import { countRead } from '../../note-reads.ts'
import { DoneCode } from '../../schemas.ts'
import type { App } from '../../validation.ts'
import { hint, replyDeps } from '../replies/reply-session.ts'
import { sendPage, viewOf } from '../reply-page.ts'
import { ANSWER_WORDS } from './answer-words.ts'
import { readAddressFiles } from './address-file-routes.ts'
import { filePreviewPage, filesDonePage, filesPage } from './files-page.ts'
import { takeFormFiles } from './form-file.ts'
import { MOST_LINES, sendItemsCsv } from './items-csv.ts'
import { asOwn, giver, ownProvider } from './own-provider.ts'
import { ItemQuery } from './portal-schemas.ts'
import { readFilter } from './read-filter.ts'

const form = Type.String({ maxLength: 64 })
/** A file that browsers send in a field has line ends of two characters. */
const FileForm = Type.Object(
  { form, text: Type.Optional(Type.String({ maxLength: 2 * MAX_FILE, pattern: '^[^\\u0000]*$' })) },
  { additionalProperties: false },
)
const Query = Type.Omit(ItemQuery, ['after', 'tick', 'done'])
const Done = Type.Object({ done: DoneCode })
const access = { access: 'portal:use' } as const

/** Lists of items out, and answers to them in, as files. */
export const portalFiles = (deps: AppDeps) => async (app: App) => {
  const { db, now } = deps
  takeFormFiles(app)

  /** How many items a list is about to have, for the log: it is sent a page at a time. */
  const linesOf = (providerId: string, filter: ItemFilter): Promise<number> =>
    asOwn(db, providerId, (own) =>
      countMatching(own, providerId, filter, { now: now(), most: MOST_LINES }),
    )

  app.get(
    '/portal/files',
    { config: { ...access, reads: 'address_request' }, schema: { querystring: Done } },
    async (request, reply) => {
      const addresses = await readAddressFiles(deps, request)
      countRead(request, addresses.requests.length)
      const view = viewOf(deps, request, reply, '/portal/files')
      return sendPage(
        reply,
        deps,
        filesPage(view, { ...addresses, done: request.query.done ?? null }),
      )
    },
  )

  app.get(
    '/portal/items.csv',
    { config: { ...access, reads: 'told_item' }, schema: { querystring: Query } },
    async (request, reply) => {
      const providerId = ownProvider(request)
      const { filter } = await asOwn(db, providerId, (own) =>
        readFilter(own, providerId, request.query, now()),
      )
      countRead(request, await linesOf(providerId, filter))
      const asked = { providerId, filter, withAddresses: false, now: now() }
      return sendItemsCsv(reply, deps, asked)
    },
  )

  const check = (providerId: string, text: string) => {
    const plain = text.replaceAll('\r\n', '\n')
    if (plain.length <= MAX_FILE) return checkAnswers(db, providerId, plain, ANSWER_WORDS)
    throw new DomainError('invalid', 'body-too-large', 'Reading answers: the file is too long')
  }

  app.post(
    '/portal/files/preview',
    { config: { ...access, formOn: '/portal/files' }, schema: { body: FileForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const { text = '' } = request.body
      const checked = await check(ownProvider(request), text)
      const isGood = checked.refused.length === 0 && checked.answers.length > 0
      const view = viewOf(deps, request, reply, null)
      const page = filePreviewPage(view, checked, isGood ? answersFile(checked.lines) : '')
      return sendPage(reply.code(isGood ? 200 : 400), deps, page)
    },
  )

  app.post(
    '/portal/files/answers',
    { config: { ...access, formOn: '/portal/files' }, schema: { body: FileForm } },
    async (request, reply) => {
      checkForm(request, deps, request.body)
      const by = giver(request, now())
      const { text = '' } = request.body
      const checked = await check(by.providerId, text)
      if (checked.refused.length > 0 || checked.answers.length === 0) {
        // What was looked at has changed meanwhile: nothing is taken in, and it is shown why.
        const view = viewOf(deps, request, reply, null)
        return sendPage(reply.code(400), deps, filePreviewPage(view, checked, ''))
      }
      const given = { way: 'csv', answers: checked.answers } as const
      const done = await db
        .transaction()
        .execute((trx) => answerItems(trx, replyDeps(deps), given, by))
      await hint(deps, done)
      // No address leads here: sent again by loading it anew, it says that all of it had arrived before.
      const view = viewOf(deps, request, reply, null)
      return sendPage(reply, deps, filesDonePage(view, checked, done.before))
    },
  )

  for (const sentTo of ['preview', 'answers']) {
    app.get(`/portal/files/${sentTo}`, { config: { access: 'signed-in' } }, (_request, reply) =>
      reply.redirect('/portal/files', 303),
    )
  }
}
