import { DomainError } from '@nightlight/contract'
import { Type, type Static, type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import type { ExchangeClient } from './exchange-client.ts'
import type { ExchangeDeps } from './exchange-http.ts'
import { createNcmecClient } from './ncmec-client.ts'
import { createStopNciiClient } from './stopncii-client.ts'

export const EXCHANGE_KINDS = ['ncmec', 'stopncii'] as const
export type ExchangeKind = (typeof EXCHANGE_KINDS)[number]

export const Credential = Type.String({ minLength: 1, maxLength: 1024 })

/** What every service of another organisation is configured by. */
export const COMMON = {
  baseUrl: Type.String({ minLength: 1, maxLength: 2048 }),
  /** Plain http to another machine: credentials then go in clear over the network. */
  allowInsecureHttp: Type.Optional(Type.Boolean()),
  limits: Type.Optional(
    Type.Object(
      {
        timeoutMs: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_600_000 })),
        maxBytes: Type.Optional(Type.Integer({ minimum: 1024, maximum: 2 ** 30 })),
        attempts: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
      },
      { additionalProperties: false },
    ),
  ),
}

const NcmecConfig = Type.Object(
  {
    kind: Type.Literal('ncmec'),
    ...COMMON,
    user: Credential,
    password: Credential,
    feedbackReasons: Type.Optional(Type.Record(Type.String(), Type.String({ minLength: 1 }))),
  },
  { additionalProperties: false },
)

const StopNciiConfig = Type.Object(
  {
    kind: Type.Literal('stopncii'),
    ...COMMON,
    subscriptionKey: Credential,
    functionKeys: Type.Object(
      { fetchHashes: Credential, submitFeedback: Type.Optional(Credential) },
      { additionalProperties: false },
    ),
  },
  { additionalProperties: false },
)

/** What an operator configures of an exchange; credentials are values, given by the caller. */
export type ExchangeConfig = Static<typeof NcmecConfig> | Static<typeof StopNciiConfig>

const ncmec = Compile(NcmecConfig)
const stopncii = Compile(StopNciiConfig)

/**
 * Creates the client of an exchange by its kind.
 *
 * @throws {DomainError} `exchange-config`, whose detail names the field and never a value;
 *   `exchange-base-url`, `exchange-credentials`
 */
export function createExchangeClient(deps: ExchangeDeps, config: ExchangeConfig): ExchangeClient {
  const given: unknown = config
  switch (kindOf(given)) {
    case 'ncmec':
      if (!ncmec.Check(given)) throw unfit(NcmecConfig, ncmec.Errors(given))
      return createNcmecClient(deps, given)
    case 'stopncii':
      if (!stopncii.Check(given)) throw unfit(StopNciiConfig, stopncii.Errors(given))
      return createStopNciiClient(deps, given)
  }
}

function kindOf(given: unknown): ExchangeKind {
  const kind: unknown = typeof given === 'object' && given !== null && 'kind' in given && given.kind
  const known = EXCHANGE_KINDS.find((one) => one === kind)
  if (known === undefined) {
    throw new DomainError(
      'invalid',
      'exchange-config',
      `Configuring an exchange: no such kind; give one of ${EXCHANGE_KINDS.join(', ')}`,
      { detail: { field: 'kind' } },
    )
  }
  return known
}

type Fault = { instancePath: string; params: object }

/** What to check of a configuration; never a value of it. */
export function unfit(schema: TSchema, faults: readonly Fault[]): DomainError {
  const names = 'properties' in schema ? Object.keys(Object(schema.properties)) : []
  const fields = faults.flatMap(({ instancePath, params }) => [
    instancePath.split('/')[1] ?? '',
    ...('requiredProperties' in params ? (params.requiredProperties as string[]) : []),
  ])
  const field = fields.find((name) => names.includes(name)) ?? 'a field that does not belong there'
  return new DomainError('invalid', 'exchange-config', `Configuring an exchange: check ${field}`, {
    detail: { field },
  })
}
