import { randomBytes } from 'node:crypto'
import {
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server'
import {
  newId,
  writeAudit,
  type Db,
  type DbOrTransaction,
  type FieldCrypto,
} from '@nightlight/runtime'
import {
  credentialsOf,
  findCredential,
  insertChallenge,
  insertCredential,
  lockCredential,
  markSuspect,
  noteUse,
  takeChallenge,
  type ChallengePurpose,
  type Credential,
} from './credential-store.ts'
import { concludeEnrolment, isOpen, lockEnrolling } from './enrolment.ts'
import { checkName } from './identity-name.ts'
import type { RelyingParty } from './identity-options.ts'
import { lockPerson } from './person-store.ts'
import { actorOf, openSession, renewSession, type Session } from './session.ts'

export const CHALLENGE_MS = 5 * 60_000
/** COSE: Ed25519, ES256 and RS256. */
const ALGORITHMS = [-8, -7, -257]

type Deps = { db: Db; crypto: FieldCrypto; now: () => Date }

const challengeHash = (crypto: FieldCrypto, challenge: string): Buffer =>
  crypto.blindIndex('challenge', challenge)

async function newChallenge(
  { db, crypto, now }: Deps,
  purpose: ChallengePurpose,
  session: Session | null,
): Promise<string> {
  const challenge = randomBytes(32).toString('base64url')
  const at = now()
  const made = {
    challengeHash: challengeHash(crypto, challenge),
    purpose,
    sessionId: session?.id ?? null,
    expiresAt: new Date(at.getTime() + CHALLENGE_MS),
  }
  await insertChallenge(db, made, at)
  return challenge
}

const userHandle = (personId: string): string =>
  Buffer.from(personId.replaceAll('-', ''), 'hex').toString('base64url')

const named = ({ credentialId, transports }: Credential) => ({
  type: 'public-key',
  id: credentialId,
  transports,
})

/** What a browser needs to make a passkey for the person of a session: user verification, kept by the authenticator. */
export async function enrolOptions(deps: Deps, rp: RelyingParty, session: Session) {
  const { person } = session
  return {
    challenge: await newChallenge(deps, 'enrol', session),
    rp: { id: rp.id, name: 'Nightlight' },
    user: {
      id: userHandle(person.id),
      name: `${person.name} (${person.role})`,
      displayName: person.name,
    },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: 'public-key', alg })),
    timeout: CHALLENGE_MS,
    attestation: 'none',
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    excludeCredentials: (await credentialsOf(deps.db, person.id)).map(named),
  }
}

/** What a browser needs to show a passkey: any of this console to sign in, one of their own to step up. */
export async function askOptions(deps: Deps, rp: RelyingParty, session: Session | null) {
  const own = session ? await credentialsOf(deps.db, session.person.id) : []
  return {
    challenge: await newChallenge(deps, session ? 'step-up' : 'sign-in', session),
    rpId: rp.id,
    timeout: CHALLENGE_MS,
    userVerification: 'required',
    allowCredentials: own.map(named),
  }
}

/** What came of showing a passkey; `account` is whose try it was, where that is known. */
export type Shown =
  | { status: 'shown'; token: string }
  | { status: 'failed' | 'suspect'; account: string | null }

const FAILED: Shown = { status: 'failed', account: null }

/** @returns the token for the cookie, or null when the answer is to another challenge, page or browser */
export async function enrolPasskey(
  deps: Deps,
  rp: RelyingParty,
  session: Session,
  { response, name }: { response: RegistrationResponseJSON; name: string },
): Promise<string | null> {
  const challenge = await answered(deps, response, 'enrol', session)
  if (challenge === null) return null
  const checkedName = checkName(name)
  const made = await verifyRegistrationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    requireUserVerification: true,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => null)
  if (!made?.verified) return null
  const { credential, aaguid } = made.registrationInfo
  const at = deps.now()
  return deps.db.transaction().execute(async (trx) => {
    const person = await lockEnrolling(trx, session, at)
    if (!person || (await findCredential(trx, credential.id))) return null
    const id = newId()
    await insertCredential(trx, {
      id,
      personId: person.id,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: credential.transports ?? [],
      aaguid,
      name: checkedName,
      createdAt: at,
    })
    const event = { action: 'credential.created', objectType: 'credential', objectId: id }
    await writeAudit(trx, { ...event, actor: actorOf(person) })
    return concludeEnrolment(deps, trx, session, { level: 'passkey', at })
  })
}

/** Signs in by any passkey of this console; the authenticator says whose it is. */
export async function signInByPasskey(
  deps: Deps,
  rp: RelyingParty,
  response: AuthenticationResponseJSON,
): Promise<Shown> {
  const challenge = await answered(deps, response, 'sign-in', null)
  const known = challenge === null ? null : await findCredential(deps.db, response.id)
  if (challenge === null || !known) return FAILED
  return deps.db.transaction().execute(async (trx) => {
    const at = deps.now()
    const person = await lockPerson(trx, known.personId)
    const status = await check(trx, rp, { response, challenge, known, at })
    if (status !== 'shown' || !isOpen(person)) {
      return { status: status === 'suspect' ? status : 'failed', account: known.personId } as const
    }
    return { status, token: await openSession(deps, trx, person, 'passkey', at) }
  })
}

/** Shows anew who the person of a session is; only a passkey of theirs does. */
export async function stepUpByPasskey(
  deps: Deps,
  rp: RelyingParty,
  session: Session,
  response: AuthenticationResponseJSON,
): Promise<Shown> {
  const failed = { status: 'failed', account: session.person.id } as const
  const challenge = await answered(deps, response, 'step-up', session)
  const known = challenge === null ? null : await findCredential(deps.db, response.id)
  if (challenge === null || known?.personId !== session.person.id) return failed
  return deps.db.transaction().execute(async (trx) => {
    const at = deps.now()
    const person = await lockPerson(trx, known.personId)
    const status = await check(trx, rp, { response, challenge, known, at })
    if (status === 'suspect') return { ...failed, status }
    const token =
      status === 'shown' && isOpen(person)
        ? await renewSession(deps, trx, session, { level: 'passkey', at })
        : null
    return token === null ? failed : { status: 'shown', token }
  })
}

/** The challenge that an answer is to, taken away; null when we did not ask for it, or not for this. */
async function answered(
  { db, crypto, now }: Deps,
  { response }: RegistrationResponseJSON | AuthenticationResponseJSON,
  purpose: ChallengePurpose,
  session: Session | null,
): Promise<string | null> {
  const challenge = challengeIn(response.clientDataJSON)
  if (challenge === null) return null
  const asked = { purpose, sessionId: session?.id ?? null }
  const isOurs = await takeChallenge(db, challengeHash(crypto, challenge), asked, now())
  return isOurs ? challenge : null
}

function challengeIn(clientData: string): string | null {
  try {
    const read: unknown = JSON.parse(Buffer.from(clientData, 'base64url').toString('utf8'))
    const { challenge } = Object(read) as { challenge?: unknown }
    return typeof challenge === 'string' ? challenge : null
  } catch {
    return null
  }
}

/**
 * Whether an answer is signed by the passkey, for this console, by somebody whom the authenticator verified.
 *
 * A counter that does not go up says that there are two of the authenticator, and neither is let in: the passkey stays
 * marked until an administrator or its person takes it away. Authenticators that do not count say 0 each time.
 */
async function check(
  trx: DbOrTransaction,
  rp: RelyingParty,
  asked: { response: AuthenticationResponseJSON; challenge: string; known: Credential; at: Date },
): Promise<'shown' | 'failed' | 'suspect'> {
  const { response, challenge, at } = asked
  const stored = await lockCredential(trx, asked.known.id)
  if (!stored) return 'failed'
  const handle = response.response.userHandle
  if (handle !== undefined && handle !== userHandle(stored.personId)) return 'failed'
  const shown = await verifyAuthenticationResponse({
    response,
    expectedChallenge: challenge,
    expectedOrigin: rp.origin,
    expectedRPID: rp.id,
    requireUserVerification: true,
    // The counter is compared below: an error would not tell a copy from a bad signature.
    credential: {
      id: stored.credentialId,
      publicKey: new Uint8Array(stored.publicKey),
      counter: 0,
    },
  }).catch(() => null)
  if (!shown?.verified) return 'failed'
  if (stored.suspectAt !== null) return 'suspect'
  const { newCounter } = shown.authenticationInfo
  if (newCounter <= stored.counter && (newCounter > 0 || stored.counter > 0)) {
    await markSuspect(trx, stored.id, at)
    await writeAudit(trx, {
      actor: 'nightlight',
      action: 'credential.counter-went-back',
      objectType: 'credential',
      objectId: stored.id,
      detail: { personId: stored.personId },
    })
    return 'suspect'
  }
  await noteUse(trx, stored.id, { counter: newCounter, at })
  return 'shown'
}
