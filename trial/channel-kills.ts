import { setTimeout } from 'node:timers/promises'
import { AWS_KEYS, startAws } from '../packages/notices/src/channels/testing-aws.ts'
import { startHttpServer } from '../packages/notices/src/channels/testing-http.ts'
import { approveChannel, proposeChannel } from '../packages/notices/src/index.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { checkReached, checkTheCheck, type Taken } from './channel-kills/check-reached.ts'
import { liveAndDie, liveInPeace, untilDrained } from './notice-kills/lives.ts'
import type { Case } from './notice-kills/rows.ts'
import { openWorld, type World } from './notice-kills/world.ts'

export const needs = ['postgres'] as const

const KILLS = 60
const SEED = 1
const MAX_DELAY_MS = 16
/** So many rounds of cases make every host known before it is given a way of its own. */
const ROUNDS_BEFORE = 12
/** So many lives in a row that end by themselves say that the program is broken, and nothing of kills. */
const MOST_UNWILLING = 5

/**
 * Kills the real notices process at seeded random moments while it tells hosts by webhooks and by the
 * AWS Abuse Signal API, and shows that every address is told once and under one id.
 *
 * Real Postgres; both other sides are local servers that check each signature, slowed down by 0 to 16 ms
 * before and after they take what they get. Half of the hosts have a webhook, half the API.
 *
 * @param options.n  kills
 */
export async function run(options: TrialOptions): Promise<TrialResult> {
  const { n = KILLS, seed = SEED } = options
  await using world = await openWorld(seed, {
    CHANNEL_ALLOW_NETWORKS: '127.0.0.0/8',
    // Its hours are a fraction of a second here: what a kill cuts off would be too late for its channel.
    CHANNEL_FALLBACK_HOURS: '0',
  })
  let arrival = Promise.withResolvers<void>()
  const pause = () => {
    arrival.resolve()
    arrival = Promise.withResolvers()
    return setTimeout(world.plan.between(0, MAX_DELAY_MS))
  }
  await using aws = await startAws(() => new Date(), pause)
  const posts = new Map<string, { urls: string[]; copies: number }>()
  await using hooks = await startHttpServer(({ headers, body }) => {
    const { data } = JSON.parse(body) as { data: { addresses: { url: string }[] } }
    const id = headers['webhook-id'] ?? ''
    const known = posts.get(id)
    if (known) known.copies++
    else posts.set(id, { urls: data.addresses.map(({ url }) => url), copies: 0 })
    return { code: 204 }
  }, pause)

  const cases: Case[] = []
  const problems = checkTheCheck()
  const say = (life: string, problem: string): number => problems.push(`${life} life: ${problem}`)
  for (let round = 0; round < ROUNDS_BEFORE; round++) cases.push(...(await world.seedCases()))
  const drained = () => untilDrained(world, cases.length)
  for (const problem of await liveInPeace(world, drained)) say('first', problem)
  const channels = await giveWays(world, { hooks: hooks.url, aws: aws.url })

  const awaiting = {
    ...world,
    mailServer: { ...world.mailServer, nextMail: () => arrival.promise },
  }
  let unwilling = 0
  for (let number = 1; number <= n; number++) {
    cases.push(...(await world.seedCases()))
    const { problem } = await liveAndDie(awaiting)
    if (problem !== null) say(`${number}.`, problem)
    unwilling = problem === null ? 0 : unwilling + 1
    if (unwilling === MOST_UNWILLING) {
      problems.push('the process does not live: nothing was measured')
      break
    }
    if (number % 10 === 0) console.error(`channel-kills: ${number} of ${n} kills`)
  }
  const unfinished = await liveInPeace(world, drained)
  for (const problem of unfinished) say('last', problem)

  const mails = await world.mailServer.submissions()
  const taken: Taken[] = [
    ...mails.map(({ messageId: id, urls }) => ({ way: 'mail' as const, id, urls })),
    ...[...posts].map(([id, { urls }]) => ({ way: 'webhook' as const, id, urls })),
    ...aws.reports.map(({ reportId: id, xarf }) => ({
      way: 'aws' as const,
      id,
      urls: [String(xarf['url'])],
    })),
  ]
  const { lost: untold, doubled } = checkReached(cases, taken)
  // Whatever stood in the way of the last life, a case that it has not come to yet is not lost.
  const lost = unfinished.length === 0 ? untold : []
  if (unfinished.length > 0) problems.push(`${untold.length} cases were not told when it ended`)
  const copies = [...posts.values()].reduce((sum, post) => sum + post.copies, 0)
  const attempts = await world.db
    .selectFrom('notice_attempt')
    .select(['channel', 'outcome'])
    .execute()
  const figures = {
    cases: cases.length,
    channels,
    webhookNotices: posts.size,
    webhookCopies: copies,
    awsReports: aws.reports.length,
    mails: mails.length,
    attemptsCutOff: attempts.filter(({ outcome }) => outcome === null).length,
    logged: Object.fromEntries(world.logged),
    settledByAsking: attempts.filter(
      ({ channel, outcome }) => channel === 'aws' && outcome === 'recovered',
    ).length,
  }
  if (posts.size === 0 || aws.reports.length === 0) problems.push('a way was never used')
  return {
    name: 'channel-kills',
    tried: n,
    failed: problems.length,
    lost: lost.length,
    doubled: doubled.length,
    details: [{ seed, ...figures }, ...problems, ...lost, ...doubled],
  }
}

/** Every host that is known gets a way of its own, approved by a second person. @returns how many */
async function giveWays(
  { db, crypto }: World,
  urls: { hooks: string; aws: string },
): Promise<number> {
  const hosts = await db.selectFrom('provider').select('id').orderBy('id').execute()
  const secrets = [`whsec_${'A'.repeat(43)}=`]
  for (const [index, { id: providerId }] of hosts.entries()) {
    const way =
      index % 2 === 0
        ? { kind: 'webhook' as const, configuration: { url: `${urls.hooks}/`, secrets } }
        : { kind: 'aws' as const, configuration: { ...AWS_KEYS, endpoint: urls.aws } }
    const by = { actor: 'key:1', name: 'one' }
    const id = await proposeChannel(db, crypto, { providerId, ...way, by })
    await approveChannel(db, id, { actor: 'key:2', name: 'other' }, new Date())
  }
  return hosts.length
}
