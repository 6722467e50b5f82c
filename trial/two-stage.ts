import { MATCH_DISTANCE } from '../packages/fingerprint/src/thresholds.ts'
import { mayResemble, QUICK_MARGIN } from '../packages/fingerprint/src/two-stage.ts'
import type { TrialOptions, TrialResult } from '../scripts/measurement.ts'
import {
  distancesOf,
  isKept,
  knownHashes,
  seeBoth,
  verdict,
  type Copy,
  type Distances,
  type Rule,
} from './two-stage/compare.ts'
import { openCorpus } from './two-stage/corpus.ts'
import { drawSeeded, type Drawing } from './two-stage/draw.ts'
import { EDITS, original } from './two-stage/edits.ts'
import { spread } from './two-stage/spread.ts'

const PICTURES = 200
const SEED = 1
/** Of a picture's copies, this many in a hundred must be seen quickly, or little was tried. */
const ENOUGH_QUICK = 20

/**
 * Shows that the two-stage rule loses no match that full decoding would give.
 *
 * Each picture stands on a list with its hashes in both flavours; each of its edited copies is hashed
 * in full and quickly. A copy that matches in full must be kept by the rule. The distances between the
 * two stages are listed, from which the margins of the rule were read, and how many copies would be
 * decoded in full for the sake of the other pictures on the list.
 *
 * Pictures are drawn from the seed; with a directory in TWO_STAGE_CORPUS they are the JPEG, PNG and
 * WebP files below it.
 *
 * @param options.n  pictures
 */
export function run(options: TrialOptions): Promise<TrialResult> {
  return runAgainst(mayResemble, options)
}

/** The trial of another rule, which a test lets lose matches. */
export async function runAgainst(
  rule: Rule,
  { n = PICTURES, seed = SEED }: TrialOptions,
): Promise<TrialResult> {
  const corpus = process.env['TWO_STAGE_CORPUS']
  const pictures = corpus === undefined ? drawAll(n, seed) : openCorpus(corpus, n)
  const copies: Copy[] = []
  const list: ReturnType<typeof knownHashes>[] = []
  for await (const drawing of pictures) {
    const { full } = await seeBoth(await original(drawing))
    for (const [edit, make] of Object.entries(EDITS)) {
      copies.push({ picture: list.length, edit, ...(await seeBoth(await make(drawing))) })
    }
    list.push(knownHashes(full))
    if (list.length % 20 === 0) console.error(`two-stage: ${list.length} of ${n} pictures`)
  }
  return judge(list, copies, { source: corpus === undefined ? seed : 'corpus', rule })
}

async function* drawAll(n: number, seed: number): AsyncGenerator<Drawing> {
  for (let i = 0; i < n; i++) yield await drawSeeded(seed * 100_000 + i)
}

function judge(
  list: readonly ReturnType<typeof knownHashes>[],
  copies: readonly Copy[],
  { source, rule }: { source: number | string; rule: Rule },
): TrialResult {
  const judged = copies.map((copy) => {
    const known = list[copy.picture]!
    return { copy, verdict: verdict(copy.full, known), isKept: isKept(copy, known, rule) }
  })
  const matches = judged.filter((one) => one.verdict === 'match')
  const probable = judged.filter((one) => one.verdict === 'probable')
  const lost = [...matches, ...probable].filter((one) => !one.isKept)
  const quick = copies.filter((copy) => copy.quick !== undefined)
  const isTried = quick.length * 100 >= copies.length * ENOUGH_QUICK && matches.length > 0
  const distances = copies.map(distancesOf).filter((one) => one !== undefined)
  return {
    name: 'two-stage',
    tried: copies.length,
    failed: isTried ? 0 : 1,
    lost: lost.length,
    details: [
      { source, pictures: list.length, margins: QUICK_MARGIN },
      { matches: matches.length, probable: probable.length, seenQuickly: quick.length },
      ...spreads(distances),
      candidates(list, quick),
      ...lost.map(({ copy, verdict: said }) => ({
        lost: said,
        picture: copy.picture,
        edit: copy.edit,
      })),
      ...(isTried ? [] : ['too few copies were seen quickly']),
    ],
  }
}

function spreads(distances: readonly Distances[]): unknown[] {
  return [...new Set(distances.map(({ kind }) => kind))].map((kind) => {
    const those = distances.filter((one) => one.kind === kind)
    return {
      quickToFull: kind,
      copies: those.length,
      pdq: spread(those.map(({ pdq }) => pdq)),
      pdqSampled: spread(those.map(({ pdqSampled }) => pdqSampled)),
      blockhash: spread(those.map(({ blockhash }) => blockhash)),
    }
  })
}

/** How many copies, were their original not on the list, would be decoded in full for the others. */
function candidates(list: readonly ReturnType<typeof knownHashes>[], quick: readonly Copy[]) {
  const forOthers = quick.filter((copy) => {
    const others = list.filter((_, at) => at !== copy.picture)
    return mayResemble(copy.quick!, others, MATCH_DISTANCE)
  })
  return { listed: list.length - 1, decodedForOthers: forOthers.length, of: quick.length }
}
