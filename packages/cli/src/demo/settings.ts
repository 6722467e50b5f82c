import type { ReadyMessage } from '../supervisor.ts'
import type { WorldFacts } from './world.ts'

/** An hour of the deadline table lasts 0.4 s: a day is 9.6 s. */
export const DEMO_PACE = 1 / 9000
export const DEMO_MAILBOX = 'notices@hotline.nightlight-demo.invalid'
export const DEMO_AUTHORITY = 'Demo police'
export const DEMO_LIST = 'Demo list'

/** What the processes are told in the demo, over whatever the surroundings say. */
export function demoSettings(facts: WorldFacts): Record<string, string> {
  return {
    PACE: String(DEMO_PACE),
    SWEEP_MS: '300',
    CRAWL_ALLOW_NETWORKS: '127.0.10.0/24',
    CRAWL_ALLOW_PORTS: String(facts.webPort),
    CRAWL_EGRESS: 'loopback',
    CRAWL_GAP_MS: '0',
    CRAWL_PER_HOST: '4',
    RDAP_URL: facts.rdapUrl,
    SECURITY_TXT: 'off',
    GEOLOCATION_FILE: '',
    CONTACTS_FILE: '',
    SMTP_URL: facts.smtpUrl,
    SMTP_URL_FILE: '',
    SMTP_LEASE_MS: '5000',
    MAIL_FROM: DEMO_MAILBOX,
    ORGANISATION: 'Nightlight demo hotline',
    ROUTING_POLICY: 'direct',
    POLICE_MAILBOX: '',
    REPLY_URL: '',
    URLS_IN_TEXT: 'defanged',
  }
}

/** What the world's process said of itself when it was ready. */
export const worldFactsOf = (ready: ReadyMessage): WorldFacts => {
  const { type: _type, ...facts } = ready
  return facts as WorldFacts
}
