import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../packages/runtime/src/index.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { createAsk } from './log-canaries/ask.ts'
import { sendBadInput } from './log-canaries/bad-input.ts'
import { makeCanaries } from './log-canaries/canaries.ts'
import { FORMS_AGAIN, checkReached, isMeantToBe, plantControls } from './log-canaries/controls.ts'
import { watchDatabase } from './log-canaries/database.ts'
import * as people from './log-canaries/drive.ts'
import { makeFaults } from './log-canaries/faults.ts'
import { checkTheSearch, searchAll, type Source } from './log-canaries/search.ts'
import { giveReasons } from './log-canaries/reasons.ts'
import { openInstallation } from './log-canaries/service.ts'
import { runSuite } from './log-canaries/suite/run-suite.ts'
import { openWorld } from './log-canaries/world.ts'

const PAGES = 2
const SEED = 1
const WORK_MS = 45_000

/**
 * Runs the service as `npm start` does, all of its processes at trace level, with random words wherever an address, a hash, a
 * personal datum, a secret or the text of a mail can be; lets servers, statements and processes fail, sends bad input of
 * every kind, turns keys; and looks for the words in all that was written: logs and output of every process and command, the
 * log of the database server, the queue with all that ever was in it, the audit log, the clear columns of every table, what
 * errors answer, the metrics.
 *
 * Words are looked for in every form of `formsOf`. What is planted in each place must be found.
 *
 * @param options.n      pages with a picture of the list
 * @param options.seed   of the words, the pictures and what bad input has where
 * @param options.suite  looks through a run of the project's tests instead, see `runSuite`
 */
export async function run(options: TrialOptions): Promise<TrialResult> {
  const { n = PAGES, seed = SEED, suite = false, only } = options
  if (suite) return runSuite(only)
  const dir = await mkdtemp(join(tmpdir(), 'nightlight-words-'))
  const data = join(dir, 'data')
  try {
    const canaries = makeCanaries(seed)
    await using world = await openWorld(canaries, n, seed)
    const [port, inboundPort] = [await freePort(), await freePort()]
    const installation = openInstallation(data, {
      ...SETTINGS,
      ...world.env,
      PORT: String(port),
      REPLY_URL: `http://127.0.0.1:${port}/reply`,
      INBOUND_SMTP_PORT: String(inboundPort),
      POLICE_MAILBOX: `${canaries.word('person', 'mailbox of the police')}@example.net`,
    })
    const lap = stopwatch()
    await using service = await installation.start()
    lap('started')
    const { ask, errors, formsAgain, statuses } = createAsk(service.url)
    await using watched = await watchDatabase(service.databaseUrl)
    canaries.keep('secret', 'API key', service.key.slice(20))
    installation.keepSecrets(canaries)
    const auth = { authorization: `Bearer ${service.key}` }
    const desk = { ask, auth, canaries }
    const keyOf = (name: string) => people.makeKey(installation, dir, canaries, name, 'supervisor')
    const [officer, file] = [(await keyOf('First')).file, (await keyOf('Second')).file]
    const both = { officer, activator: file }
    const imported = await people.bringList(installation, dir, world, canaries, both)
    const admin = await people.makeKey(installation, dir, canaries, 'Third', 'admin')
    const asAdmin = { ...desk, auth: { authorization: `Bearer ${admin.key}` } }
    const isSubscribed = await people.subscribe(asAdmin, world.hook)
    await people.signIn(desk, service.signInToken)
    const cookie = await people.signIn(desk, await people.invite(installation, 'supervisor'))
    lap('prepared')
    for (const url of [...world.pages, ...world.failing]) await people.report(desk, url)
    const isSent = await people.until(() => world.mail.mails.length > 0, WORK_MS)
    lap('notices sent')
    const answered = await people.answerNotices(desk, world, inboundPort)
    const bad = await sendBadInput(ask, { key: service.key, cookie, seed }, canaries)
    lap('bad input')
    const { faults, killed } = await makeFaults(desk, world, service, watched)
    lap('faults')
    const reasons = await giveReasons(desk, desk, watched.db)
    installation.keepSecrets(canaries)
    await installation.command(['audit', 'export', join(dir, 'log'), '--json'])
    await installation.command(['lists', 'show', '--key-file', file], { answers: true })
    await installation.command(['report', `${world.pages[0]}&by=command`])
    await installation.command([
      'report',
      `no address ${canaries.word('address', 'words of a command')}`,
    ])
    const rotated = await installation.command(['keys', 'rotate', '--json'])
    if (rotated.code !== 0) console.error(`keys rotate: ${rotated.out} ${rotated.err}`)
    const metrics = await ask('GET', '/metrics', { headers: auth })
    lap('commands')
    const control = await plantControls(watched.db, canaries, join(data, 'nightlight.log'))
    const { queue, audit, clear } = await watched.sources()
    await service.stop()
    const turned = await installation.command(['keys', 'rotate', '--master', '--json'])
    if (turned.code !== 0) console.error(`keys rotate --master: ${turned.out} ${turned.err}`)
    lap('keys turned')
    const written = await installation.sources()
    const answers: Source[] = [
      { place: 'answers of errors', text: errors.join('\n') },
      { place: FORMS_AGAIN, text: formsAgain.join('\n') },
      { place: 'metrics', text: metrics.body },
    ]
    const sources = [...written, ...answers, queue, audit, ...clear]
    const found = searchAll(sources, canaries.all())
    const failures = [
      ...checkTheSearch([...written, ...answers, queue, audit], control),
      ...checkReached(found, sources, {
        imported: imported === 0,
        subscribed: isSubscribed && world.told() > 0,
        'signed in': cookie !== '',
        'reasons given': reasons.given === reasons.asked,
        'forms came back': found.some(
          ({ place, kind }) => place === FORMS_AGAIN && kind === 'address',
        ),
        'notices sent': isSent,
        'mails refused': world.mail.refused() > 2,
        answered: answered > 0,
        faults: faults > 5,
        'killed processes': killed === 5,
        'keys rotated': rotated.code === 0 && turned.code === 0,
        'errors of the API': (statuses.get(500) ?? 0) + (statuses.get(503) ?? 0) > 0,
      }),
      ...found.filter((one) => one.kind !== 'control' && !isMeantToBe(one)),
    ]
    lap('searched')
    return {
      name: 'log-canaries',
      tried: sources.length * canaries.all().length,
      failed: failures.length,
      details: [
        {
          seed,
          canaries: canaries.all().length,
          places: sources.length,
          bytes: sources.reduce((sum, { text }) => sum + text.length, 0),
          badRequests: bad,
          statuses: Object.fromEntries([...statuses].sort(([a], [b]) => a - b)),
          mails: world.mail.mails.length,
          faults,
          killed,
        },
        ...failures,
      ],
    }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** A day of the policy in seconds, so that deadlines and looks come round. */
const SETTINGS = {
  PACE: String(1 / 9000),
  SWEEP_MS: '300',
  CRAWL_EGRESS: 'loopback',
  CRAWL_GAP_MS: '0',
  SECURITY_TXT: 'off',
  SMTP_LEASE_MS: '5000',
  ROUTING_POLICY: 'direct',
  ORGANISATION: 'Trial hotline',
  URLS_IN_TEXT: 'defanged',
}

function stopwatch(): (what: string) => void {
  const from = performance.now()
  return (what) =>
    console.error(`log-canaries: ${what} (${((performance.now() - from) / 1000).toFixed(1)} s)`)
}
