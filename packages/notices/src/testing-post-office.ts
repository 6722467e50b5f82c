import { sql } from 'kysely'
import PostalMime from 'postal-mime'
import { createChannels } from './channels.ts'
import { createHttpCall } from './channels/http-call.ts'
import { createMailer, type Mailer } from './channels/mailer.ts'
import { sendNotice, type SendDeps } from './jobs/send-notice.ts'
import { recheck } from './recheck.ts'
import { applyCommand, lockTakedown } from './takedown-store.ts'
import type { Command } from './takedown-command.ts'
import {
  authoriseCase,
  compose,
  createWorld,
  DIRECT,
  MAIL_DOMAIN,
  seedProvider,
} from './testing-notices.ts'
import { startMailServer } from './testing-servers.ts'

export const LEASE_MS = 60_000
export const RETRY_MS = 600_000

const mailbox = `notices@${MAIL_DOMAIN}`
const REPORTER = { mailbox, reporter: { organisation: 'Test Hotline', mailbox } }

/** A world with a mail server, whose answers the test chooses, and the job that writes to it. */
export async function createPostOffice() {
  await using resources = new AsyncDisposableStack()
  const world = resources.use(await createWorld())
  const { db } = world
  const server = resources.use(await startMailServer())
  const options = { timeoutMs: 10_000, name: MAIL_DOMAIN }
  const mailer = resources.use(createMailer({ ...options, url: server.url }))
  const call = createHttpCall({ allowNetworks: ['127.0.0.0/8'], timeoutMs: 5_000 })
  const owned = resources.move()

  const composed = async (providerId: string): Promise<string> => {
    world.wait(1)
    await compose(world, providerId)
    const notices = db.selectFrom('notice').select('id').where('provider_id', '=', providerId)
    return (await notices.orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).id
  }

  return {
    world,
    server,
    /** In whose name it writes. */
    reporter: REPORTER,
    /** What the server says to every mail from now on, and to sender and recipient before it. */
    answer: (code: number | 'hang-up', envelope: { recipient?: number; sender?: number } = {}) => {
      const { recipient = 250, sender = 250 } = envelope
      Object.assign(server.settings, { answer: async () => code, recipient, sender })
    },
    /** Something happens after the server has the mail and before it answers. */
    meanwhile: (act: () => Promise<unknown>) =>
      void (server.settings.answer = async () => {
        await act()
        return 250
      }),
    send: (noticeId: string, through: Mailer = mailer, over: Partial<SendDeps> = {}) =>
      sendNotice({
        ...world,
        channels: createChannels({ ...world, ...REPORTER, call, dkim: [], mailer: through }),
        pace: { perMinute: 0, burst: 1 },
        recheck: (before, signal) =>
          recheck(
            {
              ...world,
              policyOf: async () => ({ policyId: null, policy: DIRECT }),
              findHost: async () => ({ status: 'unknown' }),
            },
            before,
            signal,
          ),
        sender: {
          organisation: 'Test Hotline',
          mailbox,
          domain: MAIL_DOMAIN,
          replyUrl: null,
        },
        urls: 'machine-part',
        legal: [],
        leaseMs: LEASE_MS,
        patience: { ...world.patience, retryInMs: (attempt) => attempt * RETRY_MS },
        settlePausesMs: [0, 0],
        ...over,
      })({ noticeId }, world.context),
    mailerTo: (url: string) => createMailer({ ...options, url }),
    /** The next notice to a provider. */
    composed,
    /** A notice that is due, on so many takedowns of one provider. */
    async dueNotice(count = 1, provider: Parameters<typeof seedProvider>[1] = {}) {
      const providerId = await seedProvider(world, provider)
      const cases = []
      for (let n = 0; n < count; n++) cases.push(await authoriseCase(world, providerId))
      return { providerId, cases, noticeId: await composed(providerId) }
    },
    noticeOf: (id: string) =>
      db.selectFrom('notice').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    attemptsOf: (id: string) =>
      db
        .selectFrom('notice_attempt')
        .select(['n', 'outcome', 'smtp_code'])
        .where('notice_id', '=', id)
        .orderBy('n')
        .execute(),
    expireLease: (id: string) =>
      sql`update notice set lease_until = clock_timestamp() - interval '1 second'
        where id = ${id}`.execute(db),
    fallDue: (id: string) =>
      sql`update notice set due_at = clock_timestamp() where id = ${id}`.execute(db),
    apply: (takedownId: string, ...commands: Command[]) =>
      db.transaction().execute(async (trx) => {
        for (const command of commands) {
          const stored = await lockTakedown(trx, takedownId)
          await applyCommand(trx, stored!, command, world.deadlines)
        }
      }),
    hold: (): Command => ({
      type: 'hold',
      at: world.now(),
      actor: 'police',
      reason: 'investigation',
      until: world.deadlines.remindAt(world.now()),
    }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export type PostOffice = Awaited<ReturnType<typeof createPostOffice>>

/** The only mail that the server took, with what its machine-readable part lists. */
export async function onlyMail({ server }: PostOffice) {
  const [raw, ...others] = server.mails
  if (raw === undefined || others.length > 0) throw new Error(`${server.mails.length} mails`)
  const mail = await PostalMime.parse(raw, { attachmentEncoding: 'utf8' })
  const reports = mail.attachments.map(({ content }) =>
    JSON.stringify(JSON.parse(content as string)),
  )
  return { ...mail, lists: (url: string) => reports.some((report) => report.includes(url)) }
}
