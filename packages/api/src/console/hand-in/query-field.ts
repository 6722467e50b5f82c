import { DomainError } from '@nightlight/contract'
import type { Static } from 'typebox'
import { Value } from 'typebox/value'
import { UploadQuery } from '../../lists/upload-query.ts'

export const MOST_PER_FIELD = 8192

type Query = Static<typeof UploadQuery>

/** A field of a form, held to what the query of the API takes. @throws {DomainError} invalid `body-invalid` */
export function queryField<Name extends keyof Query>(
  name: Name,
  value: string | undefined,
): Query[Name] | undefined {
  if (value === undefined) return undefined
  if (Value.Check(UploadQuery.properties[name], value)) return value as Query[Name]
  throw new DomainError('invalid', 'body-invalid', 'Reading a form: see the field', {
    detail: { field: name },
  })
}
