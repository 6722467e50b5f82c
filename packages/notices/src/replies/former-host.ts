import { sql, type RawBuilder } from 'kysely'

/** Police, and whoever is told because the host has not acted, say nothing of what the host has done. */
const TOLD_THE_HOST = ['provider-notice', 'provider-reminder']

type Told = { kind: string; providerId: string }

export const toldTheHost = ({ kind }: Told): boolean => TOLD_THE_HOST.includes(kind)

/**
 * A host is asked no more once the content is at another one: it goes on being heard, and what it says stops no notice to
 * the other. `keep_told_item` of the database says the same of its items.
 *
 * @param present  whoever gets the notices of the takedown now; null while that is not known
 */
export const isFormerHost = (told: Told, present: string | null): boolean =>
  toldTheHost(told) && present !== null && present !== told.providerId

/** The same of the notice `n`, where the provider of the takedown stands at `present`. */
export const IS_FORMER_HOST = (present: RawBuilder<unknown>) => sql<boolean>`
  (n.kind = any(${TOLD_THE_HOST}) and ${present} is not null and n.provider_id <> ${present})`
