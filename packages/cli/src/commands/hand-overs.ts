import { bindOffice } from '@nightlight/api'
import { asCaller, type CallerOptions } from './as-caller.ts'

/**
 * `nightlight hand-overs receiver AUTHORITY`: whose officers see what is handed over to the police.
 *
 * @throws {DomainError} `authority-not-found`; as `asCaller`
 */
export const handOversReceiver = (authority: string, options: CallerOptions): Promise<void> =>
  asCaller(options, 'provider:write', async ({ db }, { actor }) => {
    const bound = await db.transaction().execute((trx) => bindOffice(trx, { authority, actor }))
    return [{ authority, ...bound }]
  })
