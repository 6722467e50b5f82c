import { createRandom, type Random } from '../../packages/cli/src/demo/drawing/random.ts'
import { makeBombs } from './bombs.ts'
import { damage, noiseBehind } from './damage.ts'
import type { File, Format } from './file.ts'
import { fieldsOf, lie } from './lies.ts'
import { makeOriginals } from './originals.ts'
import { makeTraps } from './traps.ts'

const READ: readonly Format[] = ['jpeg', 'png', 'webp', 'gif', 'avif', 'tiff', 'bmp', 'heic']
/** The order in which formats are spoilt: JPEG, which has two readers, twice; SVG seldom. */
const TURNS: readonly Format[] = [...READ, 'jpeg', ...READ, 'jpeg', 'svg']

/** From this many files on, all that are made by hand are among them. */
const ENOUGH_FOR_ALL = 1000

/** The files of one trial: made one by one as they are taken. */
export type FileSource = { originals: readonly File[]; byHand: number; files: Iterable<File> }

/**
 * Plans `n` damaged files that follow from the seed alone.
 *
 * First those made by hand, then damage of every original in turn. With few files, only some of
 * those made by hand, and none of the large ones.
 */
export async function planFiles(n: number, seed: number): Promise<FileSource> {
  const isLarge = n >= ENOUGH_FOR_ALL
  const originals = await makeOriginals(seed)
  const random = createRandom(seed)
  const traps = makeTraps(originals)
  const byHand = isLarge
    ? [...traps, ...(await makeBombs())]
    : someOf(traps, Math.floor(n / 3), random)
  return { originals, byHand: byHand.length, files: makeFiles(originals, byHand, n, random) }
}

function someOf(files: readonly File[], count: number, random: Random): File[] {
  const left = [...files]
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(random.whole(0, left.length - 1), 1),
  ).flat()
}

function* makeFiles(
  originals: readonly File[],
  byHand: readonly File[],
  n: number,
  random: Random,
): Generator<File> {
  yield* byHand
  const has = (format: Format) => originals.some((original) => original.format === format)
  const turns = TURNS.filter(has)
  for (let made = byHand.length; made < n; made++) {
    const format = turns[made % turns.length]
    const ofFormat = originals.filter((original) => original.format === format)
    yield spoil(random.pick(ofFormat), originals, random)
  }
}

function spoil(original: File, others: readonly File[], random: Random): File {
  const way = random.whole(1, 20)
  if (way === 1) return noiseBehind(original, random)
  const hasFields = fieldsOf(original).length > 0
  return way <= 9 && hasFields ? lie(original, random) : damage(original, others, random)
}
