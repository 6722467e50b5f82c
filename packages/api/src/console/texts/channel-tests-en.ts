/** What the page of channels says of trying them. */
export const channelTestsEn = {
  'channels.test-how-mail':
    'A test mail goes from your own mailbox for notices to itself, over the same server as notices and signed as they are.',
  'channels.test-how-police':
    'A mail that says TEST in its subject goes to the mailbox of the police, over the same server as reports and signed as they are. It is about no case. At most two a day: an officer reads it.',
  'channels.test-how-iccam':
    'ICCAM has no way in for programs here: files are made, and a person enters them. The test makes the letter and the files of an invented case and sends them nowhere. That they can be entered shows only when somebody does.',
  'channels.test-mail': 'Send a test mail',
  'channels.test-police': 'Send a test mail to the police',
  'channels.test-iccam': 'Make test files',
  'channels.police-not-set-up':
    'No mailbox of the police is set up (POLICE_MAILBOX), so there is nothing to try.',
  'channel-said-mail.good': 'The server took it. See whether it has come in.',
  'channel-said-mail.bad': 'See to the mail server, then try again.',
  'channel-said-police.good': 'The mail server took it. Whether it reached the police, ask them.',
  'channel-said-police.bad':
    'It did not go out for sure. See to the mail server and the mailbox, then try again.',
  'channel-said-iccam.good': 'Letter and files were made and can be read. Nothing was sent.',
  'channel-said-iccam.bad':
    'They could not be made. Look at MAIL_FROM and ORGANISATION, and read the log of the notices process.',
  'channel-outcome.proved': 'keys taken',
  'channel-outcome.reached': 'reached',
  'channel-outcome.unsendable': 'not made',
  'channel-outcome.files-made': 'files made',
  'test-outcome.proved': 'keys taken',
  'test-outcome.reached': 'reached',
  'ways.interfaces': 'Interfaces of providers',
  'ways.how':
    'An interface takes reports that count and nothing else. So the test asks it something that reports nothing, with your keys, and says what came back.',
  'ways.none': 'No provider has a way by the interface of AWS or Cloudflare.',
  'ways.provider': 'Provider',
  'ways.last': 'Last test',
  'channels.test-lost':
    'No answer came. See whether the notices process runs: once it does, it takes up this test by itself.',
  'ways.lost': 'No answer came. See whether the notices process runs, then try again.',
  'way-state.active': 'in use',
  'way-state.proposed': 'waits for approval',
  'way-said.proved': 'It was reached, and took the keys.',
  'way-said.reached':
    'It was reached; its answer says nothing of the keys. Only a real report proves them.',
  'way-said.turned-away':
    'It was reached, and refused this question: the keys are wrong, have ended, or lack the right to read reports.',
  'way-said.deferred':
    'It was not reached over a good TLS connection, or is busy. Nothing is known of the keys.',
  'way-said.unsendable': 'What the way is set up with cannot be read. Propose it anew.',
  'way-proof.aws': 'That these keys may also report shows with the first real report.',
  'way-proof.cloudflare': 'That this account may also report shows with the first real report.',
  'problem.mail-tests-many': 'There were enough tests of this kind. Try later.',
}
