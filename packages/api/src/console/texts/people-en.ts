/** What pages about accounts and signing in say. */
export const peopleEn = {
  'start.back':
    'You are not signed in, or not any more. Once you are, you come back to where you were.',
  'not-sent.title': 'Not sent',
  'not-sent.what':
    'This was not sent, and nothing was done: you are not signed in any more. Copy what you typed before you go on.',
  'not-sent.sign-in': 'Sign in',
  'not-sent.back': 'After signing in you come back to the page of this form.',
  'nav.people': 'People',
  'nav.account': 'My account',

  'start.passkey': 'Sign in with a passkey',
  'start.code': 'Lost your passkey? Sign in with a code of your app.',
  'sign-in.waiting-title': 'Not open yet',
  'sign-in.waiting':
    'Another administrator has to agree to this account first. The link stays good; open it again then.',
  'sign-in.wait-title': 'Too many tries',

  'passkey.problem-failed': 'The passkey was not taken. Try again, or use another one.',
  'passkey.problem-cancelled': 'Nothing was done. Press the button to try again.',
  'passkey.problem-suspect':
    'There may be a copy of this passkey, so it is not taken any more. Use another one, and tell an administrator.',
  'passkey.problem-wait': 'Too many tries failed. Wait a while, then try again.',
  'passkey.problem-unavailable':
    'Passkeys do not work at this address. Open the console by its name, or at http://localhost on this machine.',
  'passkey.problem-code': 'The code was not taken. Wait for the next one.',
  'passkey.needs-script': 'Passkeys need JavaScript in this browser.',

  'step-up.title': 'Show that it is you',
  'step-up.why':
    'This cannot be undone easily, so it is asked again who you are. What you typed is kept.',
  'step-up.passkey': 'Use a passkey and go on',
  'step-up.code': 'Use a code and go on',
  'step-up.provider': 'Sign in again at {provider}',
  'step-up.go-on': 'Go on',
  'step-up.file':
    'What you asked for is a file: your browser saves it, and this page stays open. Then go back.',
  'step-up.file-asked': 'Confirmed. Your browser saves the file now; you can go back.',
  'step-up.back': 'Back, change nothing',

  'code.title': 'Sign in with a code',
  'code.how':
    'For when your passkey is lost. It only works if you have set it up before, and supervisors see it.',
  'code.failed': 'That did not fit. Check what you typed, and wait for the next code.',
  'code.choose-role': 'Choose your role',
  'people.choose-role': 'Choose a role',
  'code.label': 'Code of the app',
  'code.back': 'Back',
  'code.secret': 'Key for the app',
  'code.secret-how':
    'Type this key into an authenticator app. It is shown once. Then type the code that the app shows.',
  'code.confirm': 'Confirm',

  'account.title': 'My account',
  'account.enrol-first': 'Make a passkey first. Nothing else opens before.',
  'account.passkeys': 'Passkeys',
  'account.passkeys-how':
    'A passkey is in your device or security key and works only on this console. Make two, and keep one in a safe place.',
  'account.passkey-name': 'Name of the passkey',
  'account.passkey-example': 'blue security key',
  'account.passkey-make': 'Make a passkey',
  'account.suspect': 'may have been copied; is not taken',
  'account.remove': 'Remove',
  'account.code': 'Code of an app',
  'account.code-how': 'For the day on which your passkey is lost. Not for every day.',
  'account.code-how-enrol': 'In place of a passkey, where you cannot have one.',
  'account.code-since': 'Set up',
  'account.code-begin': 'Set up',
  'account.sessions': 'Where you are signed in',
  'account.this-session': '(here)',
  'account.sign-out-everywhere': 'Sign out everywhere',
  'account.back': 'Back to my account',

  'account-done.passkey': 'The passkey was made.',
  'account-done.removed': 'The passkey was removed.',
  'account-done.last-passkey':
    'This is the last one that is taken, and stays. Make another one first.',
  'account-done.code': 'Codes of the app are taken from now on.',
  'account-done.code-removed': 'Codes are not taken any more.',
  'account-done.provider': 'From now on you sign in at your organisation.',

  'column.passkey': 'Passkey',
  'column.made': 'Made',
  'column.used': 'Last used',
  'column.what-to-do': 'Actions',
  'column.signs-in-with': 'Signs in with',
  'column.last-sign-in': 'Last signed in',

  'start.provider': 'Sign in at {provider}',
  'provider.done': 'Back from your organisation',
  'provider.done-step-up': 'That is done. Close this window, and go on in the one that waits.',
  'provider.failed': 'Your organisation did not let you in',
  'provider.failed-how':
    'Nobody here is known by that sign-in, or it took too long. Try again, or ask an administrator for a link.',
  'account.provider-how': 'Sign in with the account of your organisation instead of a passkey.',
  'account.provider-bind': 'Bind to {provider}',

  'level.link': 'by link',
  'level.passkey': 'by passkey',
  'level.oidc': 'at the organisation',
  'level.totp': 'by code',

  'people.accounts': 'Accounts',
  'people.rule':
    'One name is one person, in every role. Whoever has two roles has the same name in both, and counts once where two are needed. An administrator who takes another role waits for another administrator.',
  'people.none': 'Nobody was invited yet.',
  'people.further': 'Further accounts',
  'people.sessions': 'signed in: {n}',
  'people.passkeys': 'passkeys: {n}',
  'people.made-waiting':
    'It works once another administrator has agreed to the account, on this page.',

  'person-state.invited': 'invited',
  'person-state.active': 'active',
  'person-state.waiting': 'waits for another administrator',
  'person-state.deactivated': 'deactivated',
  'people-action.approve': 'Agree',
  'people-action.deactivate': 'Deactivate',
  'people-action.reactivate': 'Reactivate',
  'people-action.role': 'Change role',
  'people-done.approve': 'Agreed. The account is open.',
  'people-done.deactivate': 'Deactivated. Every session and key of it has ended.',
  'people-done.reactivate': 'Reactivated. Make a new link to let the person in.',
  'people-done.role': 'The role was changed. The person signs in again.',

  'problem.changed-meanwhile': 'It has changed since you opened the page. Look at it again.',
  'problem.person-deactivated': 'The account was deactivated. Reactivate it first.',
  'problem.person-has-credential':
    'This person signs in with a passkey. If it is lost, the operator makes a link with “people invite --again”.',
  'problem.person-of-another-authority':
    'An officer of that name has signed in for another authority. Give a name that tells the two apart.',
  'problem.authority-unknown':
    'There is no such authority. Choose one, or name a new one in the field for that.',
  'problem.authority-twice': 'Choose an authority or name a new one, not both.',
  'open-list.authority-none': 'choose, or name a new one',
  'open-list.authority-new': 'New authority, where it is none of these',
  'people.authority-none': 'none, or a new one',
  'people.authority-new': 'New authority (police only)',
  'problem.own-account': 'Nobody changes their own account. Ask another administrator.',
  'problem.last-admin': 'This is the last administrator. Let in another one first.',
  'problem.operator-not-owner': 'Only the operator at the machine may do this.',
  'problem.person-known': 'The person has an account of that role already.',
  'problem.role-of-police': 'Officers have accounts of their own. Invite the person anew.',
  'problem.codes-off': 'This console takes no codes.',
  'problem.passkey-first': 'Make a passkey first.',
  'problem.code-known': 'Codes are set up already. Remove them first.',
} as const
