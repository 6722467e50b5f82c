import type { FetchOutcome } from './outcome.ts'
import type { SafeFetch } from './safe-fetch.ts'

/** Told when the proxy of a vantage point begins to fail, and when it works again. */
export type ProxyListener = (name: string, state: 'fails' | 'works again') => void

/** A proxy may refuse one target for reasons of its own; one that refuses so many in a row refuses us. */
const REFUSALS = 3

/** Tells once of a proxy that fails, and once of one that works again, whatever is fetched in between. */
export function watchProxy(safeFetch: SafeFetch, name: string, tell: ProxyListener): SafeFetch {
  let [isFailing, refusals] = [false, 0]
  const become = (failing: boolean): void => {
    if (failing === isFailing) return
    isFailing = failing
    tell(name, failing ? 'fails' : 'works again')
  }
  const heard = (answer: FetchOutcome): void => {
    const code = 'code' in answer ? answer.code : null
    refusals = code === 'proxy-refused' ? refusals + 1 : 0
    if (code === 'proxy-failed' || refusals >= REFUSALS) become(true)
    // What never came to the proxy says nothing of it.
    else if (code === null || code === 'proxy-target-failed') become(false)
  }
  return {
    async fetch(url, options) {
      const answer = await safeFetch.fetch(url, options)
      heard(answer)
      return answer
    },
    visitorAt: (url) => safeFetch.visitorAt(url),
    [Symbol.asyncDispose]: () => safeFetch[Symbol.asyncDispose](),
  }
}
