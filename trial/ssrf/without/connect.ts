import { connectToAny as original } from '../../../packages/crawler/src/fetch/connect.ts'

export * from '../../../packages/crawler/src/fetch/connect.ts'

/** Connects to every address. */
export const connectToAny: typeof original = (addresses, target, route, options) =>
  original(addresses, target, { ...route, policy: { mayConnect: () => true } }, options)
