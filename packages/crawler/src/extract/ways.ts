import { ELEMENT_WAYS } from './ways/elements.ts'
import { FURTHER_WAYS } from './ways/further.ts'
import { METADATA_WAYS } from './ways/metadata.ts'
import { SCRIPTED_WAYS } from './ways/scripted.ts'
import { STYLE_WAYS } from './ways/styles.ts'
import type { Way } from './ways/way.ts'

/** Every way to place a picture that is known here, in the order of `docs/extraction.md`. */
export const WAYS: readonly Way[] = [
  ...ELEMENT_WAYS,
  ...STYLE_WAYS,
  ...METADATA_WAYS,
  ...SCRIPTED_WAYS,
  ...FURTHER_WAYS,
]

/** What the table of the documentation says about a way. */
export function outcomeOf({ finds }: Way): string {
  switch (finds.as) {
    case 'picture':
      return 'crawled'
    case 'inline':
      return 'crawled, within the page'
    case 'out of reach':
      return `out of reach: ${finds.why}`
    case 'media':
      return 'extracted, as media'
    case 'archive':
      return 'extracted, as archive'
    case 'gallery':
    case 'next':
    case 'image':
    case 'alternate':
      return `extracted, as link (${finds.as})`
  }
}
