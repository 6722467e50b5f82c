import type { SafeFetch } from '../fetch/safe-fetch.ts'
import type { Ended, ReportBudget, Spending } from './budget.ts'

/** What a survey pays from. */
export type Purse = {
  /** When everything must have been seen, milliseconds from now. */
  readonly leftMs: number
  /** Pays for one address. @returns null, or what is used up */
  pay(): Promise<Ended | null>
  /** Notes what an answer was long. */
  received(bytes: { wireBytes: number; bodyBytes: number }): void
  /** Makes sure of so many bytes, received and decoded, before they are. @returns how many of them are left */
  afford(bytes: number): Promise<number>
  /** Notes that something was left out because it costs more than is left. */
  leaveOut(): void
  /** Whether something was. */
  readonly isShort: boolean
  /** Gives back what was taken and not spent. */
  [Symbol.asyncDispose](): Promise<void>
}

/** What is taken at once from where several processes take from. */
export const PORTION: Readonly<Spending> = {
  images: 16,
  wireBytes: 16 * 2 ** 20,
  decodedBytes: 32 * 2 ** 20,
}

/**
 * Takes at most `want` of each from what is left, and gives back when `want` is negative.
 *
 * @returns what was taken
 */
export type Take = (want: Spending) => Promise<Spending>

/**
 * Creates a purse that is filled in portions.
 *
 * Bytes are known once they have arrived: the fetches under way when the last are spent are the most by
 * which a budget is overdrawn, and what is overdrawn is taken too.
 */
export function createPurse(take: Take, leftMs: number, portion: Spending = PORTION): Purse {
  const held: Spending = { images: 0, wireBytes: 0, decodedBytes: 0 }
  const endsMs = performance.now() + leftMs
  let filling: Promise<void> | null = null
  let isShort = false

  async function fill(): Promise<void> {
    const need = (name: keyof Spending): number =>
      held[name] > 0 ? 0 : Math.max(0, portion[name] - held[name])
    const taken = await take({
      images: need('images'),
      wireBytes: need('wireBytes'),
      decodedBytes: need('decodedBytes'),
    })
    held.images += taken.images
    held.wireBytes += taken.wireBytes
    held.decodedBytes += taken.decodedBytes
  }

  const isEmpty = (): boolean => held.images <= 0 || held.wireBytes <= 0 || held.decodedBytes <= 0

  return {
    get isShort() {
      return isShort
    },
    async afford(bytes) {
      const short = (name: 'wireBytes' | 'decodedBytes') => Math.max(0, bytes - held[name])
      const want = { images: 0, wireBytes: short('wireBytes'), decodedBytes: short('decodedBytes') }
      const { wireBytes, decodedBytes } = await take(want)
      held.wireBytes += wireBytes
      held.decodedBytes += decodedBytes
      return Math.max(0, Math.min(bytes, held.wireBytes, held.decodedBytes))
    },
    leaveOut() {
      isShort = true
    },
    get leftMs() {
      return Math.max(0, endsMs - performance.now())
    },
    async pay() {
      if (performance.now() >= endsMs) return 'time'
      if (isEmpty()) {
        filling ??= fill().finally(() => (filling = null))
        await filling
      }
      if (held.images <= 0) return 'images'
      if (held.wireBytes <= 0 || held.decodedBytes <= 0) return 'bytes'
      held.images -= 1
      return null
    },
    received({ wireBytes, bodyBytes }) {
      held.wireBytes -= wireBytes
      held.decodedBytes -= bodyBytes
    },
    async [Symbol.asyncDispose]() {
      const { images, wireBytes, decodedBytes } = held
      await take({ images: -images, wireBytes: -wireBytes, decodedBytes: -decodedBytes })
    },
  }
}

/** A purse of its own: what one page, or one look, may spend. */
export function ownPurse(budget: ReportBudget): Purse {
  const left: Spending = { ...budget }
  const some = (name: keyof Spending, want: Spending): number => {
    const taken = Math.min(want[name], Math.max(0, left[name]))
    left[name] -= taken
    return taken
  }
  return createPurse(async (want) => {
    const [images, wireBytes, decodedBytes] = [
      some('images', want),
      some('wireBytes', want),
      some('decodedBytes', want),
    ]
    return { images, wireBytes, decodedBytes }
  }, budget.totalMs)
}

/** A fetch whose answers are noted in a purse, and whose long ones must be afforded first. */
export const metered = (
  safeFetch: Pick<SafeFetch, 'fetch' | 'visitorAt'>,
  purse: Purse,
): Pick<SafeFetch, 'fetch' | 'visitorAt'> => ({
  visitorAt: (url) => safeFetch.visitorAt(url),
  async fetch(url, options) {
    const { large } = options
    let isShort = false
    const affording = large && {
      ...large,
      async room(bytes: number, signal: AbortSignal) {
        const most = await large.room(bytes, signal)
        if (most === 'busy') return most
        const left = await purse.afford(most)
        isShort = left < most
        return left
      },
    }
    const answer = await safeFetch.fetch(
      url,
      affording ? { ...options, large: affording } : options,
    )
    purse.received(answer.observation)
    if (isShort && answer.status === 'failed' && answer.code === 'image-too-large') purse.leaveOut()
    return answer
  },
})
