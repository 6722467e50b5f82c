import { DomainError } from '@nightlight/contract'

/** Without control and invisible signs: two names that look alike would be two people. */
const NAME =
  /^[^\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]{1,80}$/u

/** A name as it is kept and looked for: composed, with plain spaces only. */
export const plainName = (name: string): string =>
  name
    .normalize('NFC')
    .replaceAll(/\p{Zs}/gu, ' ')
    .trim()

/** @throws {DomainError} `name-invalid`: empty, above 80 characters, or with control or invisible characters */
export function checkName(name: string, field = 'name'): string {
  const trimmed = plainName(name)
  if (!NAME.test(trimmed)) {
    throw new DomainError('invalid', 'name-invalid', 'Checking a name: 1 to 80 characters needed', {
      detail: { field },
    })
  }
  return trimmed
}
