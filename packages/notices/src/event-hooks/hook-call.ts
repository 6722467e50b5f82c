import { createHttpCall, type HttpCall } from '../channels/http-call.ts'

/**
 * Calls to subscribers: they take an event by the status of their answer, whatever follows it and for however long.
 *
 * @param options  as those of `createHttpCall`
 * @throws {DomainError} `bad-network`
 */
export const createHookCall = (options: {
  allowNetworks: readonly string[]
  timeoutMs: number
}): HttpCall => createHttpCall({ ...options, readsBody: false })
