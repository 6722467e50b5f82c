/** How a provider is told, what it proposes, and tests of it. */
export const portalWaysEn = {
  'nav.portal-ways': 'Ways and contacts',
  'portal.ways': 'How you are told',
  'portal.ways-how':
    'You propose mailboxes and endpoints here. Each counts once somebody of the hotline has approved it, and then goes before earlier ones of its kind: nobody changes alone where notices go.',
  'portal.mail': 'Mail',
  'portal.mail-how':
    'Notices go to the first mailbox that counts, with the machine part (XARF) where that was agreed. A test is a signed mail to it, about no case.',
  'portal.no-mailbox': 'No mailbox is known. Propose one.',
  'portal.waits': 'waits for the hotline',
  'portal.test-mail': 'Send a test mail',
  'portal.webhook': 'Webhook',
  'portal.webhook-how':
    'Each notice is posted to your endpoint as JSON, signed as Standard Webhooks has it. You can try an endpoint before it is approved. A test has the type notice.test and is about no case.',
  'portal.webhook-url': 'Address of your endpoint (https)',
  'portal.proposed-at': 'proposed',
  'portal.by-you': 'proposed by you',
  'portal.by-hotline': 'set up by the hotline',
  'portal.test': 'Send a test',
  'portal.withdraw': 'Take back',
  'portal.refused-mailboxes': 'Refused, last 90 days',
  'portal.ended-ways': 'Refused or ended, last 90 days',
  'way-ended.refused': 'refused',
  'way-ended.shut': 'shut',
  'way-ended.ended': 'ended',
  'way-means.refused':
    'The hotline refused it, and nothing goes there. Ask them, or propose another one.',
  'way-means.shut':
    'Your side answered HTTP {code}: nothing is sent there any more, and notices go by another way of yours or by mail. Mend it, and propose it anew or have the hotline do so.',
  'way-means.ended': 'The hotline ended it, and nothing goes there any more.',
  'way-refusal.not-confirmed': 'The hotline could not confirm with you that this server is yours.',
  'way-refusal.test-failed': 'A test of it was not taken.',
  'way-refusal.other-way': 'Another way was agreed with you.',
  'problem.proposal-settled':
    'It was approved, refused or taken back meanwhile. To end what is in use, ask the hotline.',
  'portal.tests': 'Tests',
  'portal.test-waits': 'A test is under way.',
  'portal.tried': 'Asked',
  'portal.came-of-it': 'What came of it',
  'portal.under-way': 'under way',
  'test-outcome.accepted': 'taken',
  'test-outcome.deferred': 'put off',
  'test-outcome.turned-away': 'turned away',
  'test-outcome.in-doubt': 'cut off',
  'test-outcome.refused': 'refused',
  'test-outcome.unsendable': 'not sent',
  'test-means.accepted':
    'Your side took it. Check that it arrived where people or programs read it.',
  'test-means.deferred':
    'Your side cannot be reached or asked to try later. A notice would be tried again.',
  'test-means.turned-away':
    'Your side answered that it does not take this. A notice would go by mail.',
  'test-means.in-doubt': 'The connection broke off. It may have arrived.',
  'test-means.refused': 'The mail server refused it.',
  'test-means.unsendable': 'There is no mailbox that counts.',
  'portal.no-status': 'no status',
  'portal.to-fix': 'What to mend:',
  'test-fix.unreached':
    'Check that the name is in the DNS with a public address, that its port lets us in, and that the certificate is valid and comes with its chain.',
  'test-fix.cut-off':
    'We were connected and no status came in time. Answer 2xx at once, and work on it afterwards.',
  'test-fix.redirect': 'We follow no redirect. Propose the address that it leads to.',
  'test-fix.kept-out':
    'Our requests carry a signature and no sign-in. Let them in, and check the signature with the secret of this endpoint.',
  'test-fix.path':
    'Nothing is at this path. Propose the right address. After 410 nothing is sent there any more.',
  'test-fix.method': 'The endpoint has to take POST.',
  'test-fix.body':
    'Your program does not take the body: JSON of the type notice.test, with xarf and addresses empty. Answer 2xx to what you do not know.',
  'test-fix.later': 'Your side asked for a pause. Let our requests past its limit of calls.',
  'test-fix.server': 'Your program failed, or a gateway before it. Its log has why, at this time.',
  'test-fix.mail-later':
    'Look into the log of your mail server at this time: a list of senders, greylisting or a full mailbox hold it up.',
  'test-fix.mail-refused':
    'Look into the log of your mail server at this time, and let in mails from the sender of our notices.',
  'portal.api': 'API',
  'portal.api-how':
    'With a key of your own your programs read what you were told of and answer it. Ask the hotline for a key.',
  'portal.secret': 'The secret of your endpoint',
  'portal.secret-how': 'It is shown this once. Your endpoint checks the signature with it.',
  'portal-ways-done.tested': 'The test was asked for.',
  'portal-ways-done.webhook-proposed':
    'The endpoint was proposed. Somebody of the hotline approves it.',
  'portal-ways-done.webhook-made-before':
    'The endpoint was proposed before with a secret that is not shown again. If you do not have it, take the proposal back and propose it anew.',
  'portal-ways-done.withdrawn': 'The proposal was taken back.',
  'portal-ways-done.contact-proposed':
    'The mailbox was proposed. Somebody of the hotline approves it.',
  'problem.channel-not-found': 'There is no such way, or it is not yours.',
  'problem.channel-not-triable': 'This way cannot be tried by a message about no case.',
  'problem.channel-tests-many': 'Five tests within an hour are the most. Try later.',
  'problem.portal-proposals-many':
    'What you proposed before waits for the hotline. Take something back, or wait.',
  'problem.portal-url-invalid':
    'Write the whole address, as https://hooks.hosting.example/notices.',
}
