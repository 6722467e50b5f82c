import type { ExchangeHealth } from './exchange-client.ts'
import { codeOf } from './exchange-errors.ts'
import type { ExchangeAnswer } from './exchange-http.ts'

/** Turns one question into a state of health. */
export async function healthOf(
  now: () => Date,
  signal: AbortSignal,
  ask: () => Promise<ExchangeAnswer<unknown>>,
): Promise<ExchangeHealth> {
  try {
    const { answeredAt } = await ask()
    const clockAheadMs = answeredAt && now().getTime() - answeredAt.getTime()
    return { status: 'ok', clockAheadMs }
  } catch (error) {
    signal.throwIfAborted()
    return { status: 'failed', code: codeOf(error) }
  }
}
