import { ROLES } from '@nightlight/contract'
import { sql, type RawBuilder } from 'kysely'

const nameIn = (actor: string): string => actor.slice(actor.indexOf(':') + 1)

/**
 * As whom one person acts here, in whatever role they have or had: what is counted of people is counted by these.
 *
 * @param actor  of a person, as decisions and events carry it: one of these
 * @returns an array of texts
 */
export const actorsOfPerson = (actor: string): RawBuilder<string[]> => sql`array(
  select role || ':' || known.name
  from unnest(${[...ROLES]}::text[]) as role
  cross join (
    select name from person where person_name(name) = person_name(${nameIn(actor)}::text)
    union select ${nameIn(actor)}::text
  ) known)`

/** Which person a column of actors means: the same in every role. */
export const personOfActor = (actor: RawBuilder<unknown>): RawBuilder<string> =>
  sql`person_name(substr(${actor}, strpos(${actor}, ':') + 1))`
