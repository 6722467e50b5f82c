import { getDomain } from 'tldts'

/** The registrable domain, or the host where it has none. */
export const domainOf = ({ hostname }: URL): string => getDomain(hostname) ?? hostname
