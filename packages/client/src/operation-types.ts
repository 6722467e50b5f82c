import type { FileBody } from './file-body.ts'
import type { Operations } from './operations/operations.ts'

export type OperationName = keyof Operations

type Part<Name extends OperationName, Field extends string> =
  Operations[Name] extends Record<Field, infer Value>
    ? object extends Value
      ? { [Key in Field]?: Value }
      : { [Key in Field]: Value }
    : unknown

type Body<Name extends OperationName> = Operations[Name] extends { body: infer Value }
  ? FileBody extends Value
    ? { body: Value; /** Of the file; what its operation says by default. */ contentType?: string }
    : { body: Value }
  : unknown

export type CallOptions = {
  /** Until the answer begins, and JSON is there; null for as long as it takes. Of a file null, else that of the client. */
  timeoutMs?: number | null
  signal?: AbortSignal
}

/** What an operation takes, with how it is to be sent. */
export type Input<Name extends OperationName> = CallOptions &
  Part<Name, 'params'> &
  Part<Name, 'query'> &
  Part<Name, 'headers'> &
  Body<Name> &
  (Operations[Name] extends { once: true }
    ? {
        /** Made for each call by default; one's own lets a call be made again later. */ idempotencyKey?: string
      }
    : unknown) &
  (Name extends `PATCH ${string}`
    ? {
        /** A tag that was read: `changed-meanwhile` (412) when it has another by now. */ ifMatch?: string
      }
    : unknown)

/** Left out where an operation needs nothing. */
export type Arguments<Name extends OperationName> =
  object extends Input<Name> ? [input?: Input<Name>] : [input: Input<Name>]

export type Answer<Name extends OperationName> = Operations[Name]['answer']

/** The operations that read, and whose answers have tags. */
export type ReadName = Extract<OperationName, `GET ${string}`>

/** The lists that go on where a page ended. */
export type ListName = {
  [Name in ReadName]: Answer<Name> extends { items: readonly unknown[]; next: unknown }
    ? Name
    : never
}[ReadName]

export type Item<Name extends ListName> =
  Answer<Name> extends { items: readonly (infer One)[] } ? One : never
