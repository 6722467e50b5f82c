import { DomainError } from '@nightlight/contract'
import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { COMMON, Credential, unfit } from '../exchange/create-exchange-client.ts'
import type { ExchangeDeps } from '../exchange/exchange-http.ts'
import { createShield, type Shield } from '../exchange/shield.ts'

const ShieldConfig = Type.Object(
  { kind: Type.Literal('shield'), ...COMMON, user: Credential, password: Credential },
  { additionalProperties: false },
)
const shield = Compile(ShieldConfig)

/** What an operator configures of whoever is asked for a second opinion. */
export type OpinionConfig = Static<typeof ShieldConfig>

/**
 * Creates the client of whoever is asked for a second opinion.
 *
 * @throws {DomainError} `exchange-config`, whose detail names the field and never a value;
 *   `exchange-base-url`, `exchange-credentials`
 */
export function createOpinionClient(deps: ExchangeDeps, config: OpinionConfig): Shield {
  const given: unknown = config
  if (shield.Check(given)) return createShield(deps, given)
  const kind: unknown = typeof given === 'object' && given !== null && 'kind' in given && given.kind
  if (kind === 'shield') throw unfit(ShieldConfig, shield.Errors(given))
  throw new DomainError(
    'invalid',
    'exchange-config',
    'Configuring a second opinion: no such kind; give shield',
    { detail: { field: 'kind' } },
  )
}
