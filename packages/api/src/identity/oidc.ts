import { randomBytes } from 'node:crypto'
import { writeAudit, type Db, type DbOrTransaction, type FieldCrypto } from '@nightlight/runtime'
import * as client from 'openid-client'
import { concludeEnrolment, isOpen, lockEnrolling } from './enrolment.ts'
import {
  insertFlow,
  insertIdentity,
  personOfIdentity,
  takeFlow,
  type Flow,
  type FlowPurpose,
} from './oidc-store.ts'
import { lockPerson } from './person-store.ts'
import { actorOf, openSession, renewSession, type Session } from './session.ts'
import { findSessionById } from './session-store.ts'

/** The identity provider of the organisation. */
export type OidcOptions = {
  issuer: string
  clientId: string
  clientSecret: string
  /** Of these one must be in the answer, where any is named: ways to sign in that the hotline takes. */
  acr: readonly string[]
}
export type Oidc = ReturnType<typeof createOidc>
type Deps = { db: Db; crypto: FieldCrypto; now: () => Date }

export const FLOW_MS = 10 * 60_000
/** How long ago somebody may have shown who they are, at the provider, to step up here. */
const FRESH_S = 5 * 60
const TIMEOUT_S = 10

/**
 * Signing in at an OpenID provider: authorization code with PKCE, `state` and `nonce`, all of this side; the ID token is
 * checked by its signature as well, although it comes over TLS.
 *
 * What the provider says of somebody is their `sub` alone: no mail address or name matches anybody to an account.
 *
 * @param redirectUri  `/sign-in/provider/return` of the public URL
 * @see https://openid.net/specs/openid-connect-core-1_0.html 3.1, RFC 7636, RFC 9700
 */
export function createOidc(deps: Deps, options: OidcOptions, redirectUri: string) {
  const issuer = new URL(options.issuer)
  let found: Promise<client.Configuration> | null = null
  const configuration = (): Promise<client.Configuration> => {
    found ??= client
      .discovery(issuer, options.clientId, options.clientSecret, undefined, {
        timeout: TIMEOUT_S,
        execute: [
          client.enableNonRepudiationChecks,
          // Without TLS only on this machine: what is read there decides who is who.
          ...(isHere(issuer) ? [client.allowInsecureRequests] : []),
        ],
      })
      .catch((error: unknown) => {
        // The next one asks again.
        found = null
        throw error
      })
    return found
  }
  const stateHash = (state: string, cookie: string): Buffer =>
    deps.crypto.blindIndex('oidc-state', `${state}.${cookie}`)

  return {
    /**
     * @returns where to send the browser, and a secret for a cookie of it, without which the answer is nobody's
     * @throws when the provider cannot be reached
     */
    async begin(purpose: FlowPurpose, session: Session | null) {
      const config = await configuration()
      const [state, nonce, verifier] = [
        client.randomState(),
        client.randomNonce(),
        client.randomPKCECodeVerifier(),
      ]
      const cookie = randomBytes(32).toString('base64url')
      const at = deps.now()
      const flow = {
        stateHash: stateHash(state, cookie),
        purpose,
        sessionId: session?.id ?? null,
        verifier,
        nonce,
        expiresAt: new Date(at.getTime() + FLOW_MS),
      }
      await insertFlow(deps.db, deps.crypto, flow, at)
      const parameters = {
        redirect_uri: redirectUri,
        scope: 'openid',
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...(options.acr.length > 0 ? { acr_values: options.acr.join(' ') } : {}),
        ...(purpose === 'sign-in' ? {} : { prompt: 'login', max_age: '0' }),
      }
      const takesPar = config.serverMetadata().pushed_authorization_request_endpoint !== undefined
      const url = takesPar
        ? await client.buildAuthorizationUrlWithPAR(config, parameters)
        : client.buildAuthorizationUrl(config, parameters)
      return { url: url.href, cookie }
    },

    /**
     * What came of it.
     *
     * @param search  the query with which the provider sent the browser back
     * @returns the token for the session cookie; null when the answer is not to what this browser asked, is not signed by
     *   the provider, was used before, or is of nobody who has an account
     */
    async finish(search: URLSearchParams, cookie: string): Promise<FinishedFlow | null> {
      const state = search.get('state') ?? ''
      const at = deps.now()
      const flow = await takeFlow(deps.db, deps.crypto, stateHash(state, cookie), at)
      if (!flow) return null
      const subject = await subjectOf(await configuration(), flow, { search, state })
      if (subject === null) return null
      const identity = {
        issuer: options.issuer,
        subjectHash: deps.crypto.blindIndex('oidc-subject', `${options.issuer}\0${subject}`),
      }
      const token = await deps.db
        .transaction()
        .execute((trx) => conclude(trx, deps, flow, identity, at))
      return token === null ? null : { purpose: flow.purpose, token }
    },
  }

  async function subjectOf(
    config: client.Configuration,
    flow: Flow,
    { search, state }: { search: URLSearchParams; state: string },
  ): Promise<string | null> {
    const url = new URL(redirectUri)
    url.search = search.toString()
    const tokens = await client
      .authorizationCodeGrant(config, url, {
        pkceCodeVerifier: flow.verifier,
        expectedState: state,
        expectedNonce: flow.nonce,
        idTokenExpected: true,
        ...(flow.purpose === 'sign-in' ? {} : { maxAge: FRESH_S }),
      })
      .catch(() => null)
    const claims = tokens?.claims()
    if (!claims) return null
    const { acr } = claims
    const isStrong =
      options.acr.length === 0 || (typeof acr === 'string' && options.acr.includes(acr))
    return isStrong ? claims.sub : null
  }
}

export type FinishedFlow = { purpose: FlowPurpose; token: string }

/** Whether a provider is on this machine, where it may do without TLS. */
export const isHere = ({ protocol, hostname }: URL): boolean =>
  protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname)

async function conclude(
  trx: DbOrTransaction,
  deps: Deps,
  { purpose, sessionId }: Flow,
  identity: { issuer: string; subjectHash: Buffer },
  at: Date,
): Promise<string | null> {
  if (purpose === 'sign-in') {
    const personId = await personOfIdentity(trx, identity)
    const person = personId === null ? null : await lockPerson(trx, personId)
    return isOpen(person) ? openSession(deps, trx, person, 'oidc', at) : null
  }
  const session = sessionId === null ? null : await findSessionById(trx, sessionId, at)
  const person = session ? await lockEnrolling(trx, session, at) : null
  if (!session || !person) return null
  if (purpose === 'bind') {
    // Asked for before there was anything to show, and come back after.
    if (session.level === 'link' && session.hasCredential) return null
    if (!(await insertIdentity(trx, { ...identity, personId: person.id, at }))) return null
    const event = { action: 'oidc-identity.bound', objectType: 'person', objectId: person.id }
    await writeAudit(trx, { ...event, actor: actorOf(person) })
    return concludeEnrolment(deps, trx, session, { level: 'oidc', at })
  }
  if ((await personOfIdentity(trx, identity)) !== person.id) return null
  return renewSession(deps, trx, session, { level: 'oidc', at })
}
