/** What a caller can do about each code of the portal of providers. */
export const PORTAL_DETAILS: Readonly<Record<string, string>> = {
  'portal-nothing-ticked': 'Name at least one item',
  'portal-too-many': 'Answer at most 1000 items at once',
}
