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
  'host-form.reroute-title': 'Route it anew',
  'host-form.reroute-how':
    'The policy has another plan for the country that it is in now. By this it goes that way from here on: nobody who was told of it is told of the same again, a new host is told as for the first time, and every time of the case stays. It cannot be taken back. If the country is wrong, say which it is instead.',
  'host-form.reroute': 'Route it anew',
  'done.routed-anew': 'To be routed anew. What comes next follows by itself.',
  'problem.takedown-withdraw-route-impossible':
    'It cannot be routed anew: it is on hold, disputed, gone or closed, or somebody was told of it and it is not in a country with another plan.',
  'problem.notice-under-way': 'A notice of it is being sent just now. Try again when it is out.',
}
