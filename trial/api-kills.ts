import { setTimeout } from 'node:timers/promises'
import type { Db } from '../packages/runtime/src/index.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import { createDraw, type Draw } from './api-fuzz/draw.ts'
import { requestBytes, send, type Header } from './api-fuzz/send.ts'
import { openWorld, type World } from './api-fuzz/world.ts'
import { checkRows, type Rows } from './api-kills/check-rows.ts'
import { createGate, type Gate } from './api-kills/gate.ts'

export const needs = ['postgres'] as const

const POSTS = 500
const SEED = 1
const AT_ONCE = 8
/** A life ends after so many answers at most, and so many ms later at most. */
const MOST_ANSWERS = 30
const MOST_MS = 6
const ANSWER_MS = 10_000
/** How many of the posts are sent once more although they were answered. */
const REPEATED = 0.2
/** From so many posts on, some must have been cut off when their case was kept already, or nothing was tried. */
const ENOUGH_POSTS = 400

type Told = { key: string; ids: string[] }
type Figures = {
  kills: number
  sent: number
  cutOff: number
  repeats: number
  keptButUnanswered: number
}

/**
 * Kills the real api process at seeded moments while reports come in over sockets, each sent with its
 * Idempotency-Key until it is answered, and shows that there is one case and one event of the audit log for each key.
 *
 * @param options.n  reports
 */
export async function run({ n = POSTS, seed = SEED }: TrialOptions): Promise<TrialResult> {
  await using world = await openWorld()
  const { db } = world.test
  const draw = createDraw(seed)
  const gate = createGate()
  const figures: Figures = { kills: 0, sent: 0, cutOff: 0, repeats: 0, keptButUnanswered: 0 }
  const told: Told[] = Array.from({ length: n }, (_, at) => ({ key: `key-${seed}-${at}`, ids: [] }))
  const waiting = told.values()
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (const one of waiting) await report(world, gate, one, draw, figures)
  })
  const all = Promise.all(lanes).then(() => true)
  for (let isDone = false; !isDone;) {
    const life = await world.start()
    gate.open()
    isDone = await Promise.race([
      all,
      gate.whenAnswered(1 + draw.below(MOST_ANSWERS)).then(() => false),
    ])
    if (isDone) break
    await setTimeout(draw.below(MOST_MS), null)
    gate.close()
    await life.kill()
    figures.kills++
    figures.keptButUnanswered += await keptButUnanswered(db, told)
  }
  const { lost, doubled } = checkRows(told, await readRows(db))
  const untried = n >= ENOUGH_POSTS && figures.keptButUnanswered === 0
  const failures = untried
    ? ['no post was cut off after its case was kept: the kills missed what they are for']
    : []
  return {
    name: 'api-kills',
    tried: n,
    failed: lost.length + doubled.length + failures.length,
    lost: lost.length,
    doubled: doubled.length,
    details: [{ seed, ...figures }, ...lost, ...doubled, ...failures],
  }
}

/** Sends one report until it is answered, and some of them once more. */
async function report(
  world: World,
  gate: Gate,
  one: Told,
  draw: Draw,
  figures: Figures,
): Promise<void> {
  const headers: Header[] = [
    ['authorization', `Bearer ${world.keys.reporter}`],
    ['content-type', 'application/json'],
    ['idempotency-key', one.key],
  ]
  const body = Buffer.from(
    JSON.stringify({ url: `https://pages.example/${one.key}`, source: SOURCE }),
  )
  const bytes = requestBytes('POST', '/v1/reports', headers, body)
  const times = draw.chance(REPEATED) ? 2 : 1
  if (times === 2) figures.repeats++
  while (one.ids.length < times) {
    await gate.whenOpen()
    figures.sent++
    const answer = await send(world.port, bytes, ANSWER_MS)
    if (answer.status === 202) {
      one.ids.push((JSON.parse(answer.body) as { id: string }).id)
      gate.answered()
    } else if (answer.status === 0) figures.cutOff++
    else throw new Error(`Reporting: status ${answer.status}`)
  }
}

const SOURCE = 'api-kills'

const casesIn = (db: Db): Promise<{ id: string }[]> =>
  db.selectFrom('report').select('id').where('source', '=', SOURCE).execute()

/** Cases that nobody was told of yet; the process is dead, so that nobody is being told. */
async function keptButUnanswered(db: Db, told: readonly Told[]): Promise<number> {
  return (await casesIn(db)).length - told.filter(({ ids }) => ids.length > 0).length
}

async function readRows(db: Db): Promise<Rows> {
  const cases = (await casesIn(db)).map(({ id }) => id)
  const events = await db
    .selectFrom('audit_event')
    .select('object_id')
    .where('action', '=', 'report.received')
    .execute()
  const keys = await db.selectFrom('idempotency_key').select('key_hash').execute()
  return { cases, events: events.map(({ object_id: id }) => id), keysKept: keys.length }
}
