import { timingSafeEqual } from 'node:crypto'

/** Whether two texts are the same, in a time that says nothing of where they differ; their lengths are no secret. */
export function isSameSecret(shown: string, expected: string): boolean {
  const [a, b] = [Buffer.from(shown), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
