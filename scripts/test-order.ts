import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Files of tests that take longest, by name: they start whole processes, browsers or enclosures.
 *
 * A fresh clone knows no times, and the size of a file says little: the longest trials are among the shortest files.
 */
const LONGEST = [
  /^packages\/cli\/src\/demo\/demo\.int\.test\.ts$/,
  /^packages\/crawler\/.*\.browser\.sandbox\.test\.ts$/,
  /^packages\/api\/.*\/every-page\.browser\.test\.ts$/,
  /^packages\/cli\/src\/hash\/hash\.int\.test\.ts$/,
  /^trial\/[^/]+\.test\.ts$/,
]
const LONG =
  /\.(browser|sandbox|video)\.|^packages\/[^/]+\/src\/(.*\/)?main\.int\.|^packages\/cli\/.*\.int\./

/** @param file  below the repository. @returns smaller for what is to be begun earlier */
export function rankOf(file: string): number {
  const longest = LONGEST.findIndex((name) => name.test(file))
  if (longest >= 0) return longest
  return LONG.test(file) ? LONGEST.length : LONGEST.length + 1
}

/** The longest first, so that no core idles at the end while one file goes on; among others as Vitest has them. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config
    const rank = ({ moduleId }: TestSpecification): number =>
      rankOf(moduleId.slice(root.length + 1))
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
  }
}
