import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import type { Case, Family } from './cloaking/case.ts'
import { GONE_FAMILIES } from './cloaking/gone-families.ts'
import { byFamily, judge, type Judged } from './cloaking/judge.ts'
import { drawPictures } from './cloaking/pictures.ts'
import { play } from './cloaking/play.ts'
import { UP_FAMILIES } from './cloaking/up-families.ts'
import { IN_SERVICE, openWorld, type Setup, type World } from './cloaking/world.ts'

export const needs = ['postgres'] as const

const CASES = 500
const SEED = 1
const AT_ONCE = 6

/**
 * Has sites deceive, hide, move, fail and remove, and holds what removal checks and takedowns make of it
 * against what is true.
 *
 * Every case is crawled, matched, told to its host and looked at by the real jobs on a real database, from
 * two vantage points that differ in address, browser, language, country and name server. Lost is a
 * takedown that counts as removed while somebody can reach the content. Failed is plain removal that is
 * not found, content that came back unseen, and a look that says "gone" without a clear sign.
 *
 * @param options.n  cases, spread over all families
 */
export function run(options: TrialOptions): Promise<TrialResult> {
  return runAgainst(IN_SERVICE, options)
}

/** The trial of another setup, which a test lets fail. */
export async function runAgainst(
  setup: Setup,
  { n = CASES, seed = SEED }: TrialOptions,
): Promise<TrialResult> {
  await using world = await openWorld(setup)
  const families = [...UP_FAMILIES, ...GONE_FAMILIES]
  const queue = Array.from({ length: n }, (_, at) => at).values()
  const judged: Judged[] = []
  const lane = async (): Promise<void> => {
    for (const at of queue) {
      const family = families[at % families.length]!
      judged.push(
        await playOne(world, family, { at, turn: Math.floor(at / families.length), seed }),
      )
      if (judged.length % 50 === 0) console.error(`cloaking: ${judged.length} of ${n}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  const faults = judged.flatMap(({ family, name, codes, faults: found }) =>
    found.map((fault) => ({ family, name, fault, codes })),
  )
  const gone = judged.filter(({ isUp }) => !isUp)
  return {
    name: 'cloaking',
    tried: judged.length,
    failed: faults.length,
    lost: judged.filter(({ falseRemovals }) => falseRemovals > 0).length,
    details: [
      {
        seed,
        up: judged.length - gone.length,
        gone: gone.length,
        found: gone.filter(({ isFound }) => isFound).length,
        deceivedLooks: judged.reduce((count, { deceived }) => count + deceived, 0),
      },
      ...faults,
      ...byFamily(judged),
    ],
  }
}

async function playOne(
  world: World,
  family: Family,
  { at, turn, seed }: { at: number; turn: number; seed: number },
): Promise<Judged> {
  const number = seed * 100_000 + at
  const pictures = await drawPictures(number)
  const id = `c${number}`
  const url = (file: string, other = false): string => world.site.url(id, file, other)
  const making = { pictures, url }
  const one: Case = { family: family.name, ...family.make(making, turn + seed - 1) }
  return judge(one, await play(world, id, one, pictures.content))
}
