import { DomainError } from '@nightlight/contract'

const NAME = /^[^\p{Cc}]{1,80}$/u

/** @throws {DomainError} `name-invalid`: empty, above 80 characters, or with control characters */
export function checkName(name: string, field = 'name'): string {
  const trimmed = name.trim()
  if (!NAME.test(trimmed)) {
    throw new DomainError('invalid', 'name-invalid', 'Checking a name: 1 to 80 characters needed', {
      detail: { field },
    })
  }
  return trimmed
}
