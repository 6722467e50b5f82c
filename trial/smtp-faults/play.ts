import { isDeepStrictEqual } from 'node:util'
import { createMailer, type Mailer } from '../../packages/notices/src/channels/mailer.ts'
import { MAIL_DOMAIN, readTakedown } from '../../packages/notices/src/testing-notices.ts'
import type { PostOffice } from '../../packages/notices/src/testing-post-office.ts'
import type { Expected, Fault } from './faults.ts'
import { startScriptedServer, type ScriptedServer } from './scripted-server.ts'

/** A server that says nothing is waited for so long; every other one answers at once. */
const SHORT_MS = 400
const LONG_MS = 30_000

/**
 * Has one notice meet a fault, and then a server that behaves.
 *
 * After the fault, notice, attempt and takedown must stand as the table says. After the second attempt whatever was
 * not refused is out under its one Message-ID; a second mail, and the line that says so, only after a fault that left
 * the first in doubt.
 *
 * @returns one sentence for each thing that is not so
 */
export async function play(office: PostOffice, fault: Fault): Promise<string[]> {
  await using server = await startScriptedServer(fault)
  const isSilent = fault.misdeeds.some(({ ends }) => ends === 'silence')
  await using mailer = mailerTo(server, isSilent ? SHORT_MS : LONG_MS, fault.wantsTls)
  const { noticeId, cases } = await office.dueNotice()
  const { takedownId } = cases[0]!
  await office.send(noticeId, mailer)
  const problems = differences(await standing(office, noticeId, takedownId), fault.expected)

  server.behave()
  await using patient = mailerTo(server, LONG_MS)
  await office.expireLease(noticeId)
  await office.fallDue(noticeId)
  await office.send(noticeId, patient)
  problems.push(...afterwards(fault, server, await standing(office, noticeId, takedownId)))
  const { message_id: messageId } = await office.noticeOf(noticeId)
  if (server.mails.some((mail) => !mail.includes(`Message-ID: ${messageId}`))) {
    problems.push('a mail has another Message-ID')
  }
  return problems
}

const mailerTo = ({ port }: ScriptedServer, timeoutMs: number, wantsTls = false): Mailer =>
  createMailer({
    url: `smtp://127.0.0.1:${port}${wantsTls ? '?tls=required' : ''}`,
    timeoutMs,
    name: MAIL_DOMAIN,
  })

async function standing(
  office: PostOffice,
  noticeId: string,
  takedownId: string,
): Promise<Expected> {
  const { state } = await office.noticeOf(noticeId)
  const attempt = (await office.attemptsOf(noticeId)).at(-1)
  const takedown = await readTakedown(office.world, takedownId)
  return {
    notice: state,
    outcome: attempt?.outcome,
    code: attempt?.smtp_code ?? null,
    takedown: takedown.status,
    attention: takedown.attention,
  } as Expected
}

function differences(found: Expected, wanted: Expected): string[] {
  return (Object.keys(wanted) as (keyof Expected)[])
    .filter((key) => !isDeepStrictEqual(found[key], wanted[key]))
    .map((key) => `${key} is ${found[key]} in place of ${wanted[key]}`)
}

function afterwards({ expected, misdeeds }: Fault, { mails }: ScriptedServer, end: Expected) {
  const flagged = mails.filter((mail) => /^X-Notice-Copy: 2\r$/m.test(mail)).length
  if (expected.notice === 'refused') {
    return end.notice === 'refused' && mails.length === 0 ? [] : ['a refused notice went out']
  }
  const isInDoubt = expected.outcome === 'in-doubt'
  const wanted = isInDoubt && misdeeds.some(({ keeps }) => keeps) ? 2 : 1
  return [
    ...(end.notice === 'sent' && end.takedown === 'notified' ? [] : [`ends as ${end.notice}`]),
    ...(mails.length === wanted ? [] : [`${mails.length} mails in place of ${wanted}`]),
    ...(flagged === (isInDoubt ? 1 : 0) ? [] : [`${flagged} mails say that they are copies`]),
  ]
}
