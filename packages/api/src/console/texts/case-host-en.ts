/** Of the host of a takedown, where a person knows it better. */
export const caseHostEn = {
  'host-form.open': 'Say where it is',
  'host-form.title': 'Host and country',
  'host-form.corrected': 'Corrected',
  'host-form.country-title': 'Say in which country it is',
  'host-form.country-how':
    'Where the sources do not agree, or are wrong. Your word counts before theirs, and the route goes by it. What you say later takes the place of it; the log keeps both, with your name.',
  'host-form.country': 'Country, as two letters (NL, BE)',
  'host-form.say-country': 'It is in this country',
  'host-form.origin-title': 'Name the address behind a delivery network',
  'host-form.origin-how':
    'Where the host answers that it only passes the content on, and names the server. Whoever hosts that address is told from then on.',
  'host-form.origin': 'IP address of the server',
  'host-form.say-origin': 'It is at this address',
  'done.host-country-said': 'Kept. The route is looked at by this country next.',
  'done.host-origin-said': 'Kept. The host of that address is looked up next.',
  'problem.invalid-country': 'A country is two letters, NL or BE for example. Correct it.',
  'problem.invalid-origin':
    'This is no IP address. Give the number itself, 192.0.2.7 for example; no name, and nothing after it.',
  'problem.takedown-closed': 'This takedown is closed. Nothing more follows from it.',
}
