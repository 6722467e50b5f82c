/** What a caller can do about each code of the portal of providers. */
export const PORTAL_DETAILS: Readonly<Record<string, string>> = {
  'portal-nothing-ticked': 'Name at least one item',
  'portal-too-many': 'Answer at most 2500 items at once',
  'channel-not-triable': 'This way has no message that is about no case',
  'channel-tests-many': 'Five tests within an hour are the most',
  'mail-tests-many': 'There were enough tests of this kind; wait',
  'mail-test-runs': 'A test of this kind is under way; wait for its answer',
  'portal-proposals-many': 'What was proposed before waits for a person',
  'portal-url-invalid': 'The address of an endpoint is a whole https address',
}
