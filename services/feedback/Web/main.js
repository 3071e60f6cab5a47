// Signs people in and shows the view of their role.

import * as api from './api.js';
import { Desk } from './desk.js';
import { ask as agree } from './ask.js';
import { Memory } from './memory.js';
import { Outbox } from './outbox.js';
import { change, settings } from './settings.js';
import { openRating } from './rating.js';
import { holdDesk } from './tabs.js';
import { openWatching } from './watching.js';

const $ = (id) => document.getElementById(id);
const lastRater = 'pathalign-rater';
let working = null;   // the desk that is open in this tab

// The reasons why a sign-in at an organisation's provider failed.
const turnedAway = {
  'no-role': 'Your organisation signed you in but gave you no role here. Ask for one.',
  'disabled': 'Your account here is disabled. Ask an operator.',
  'name-taken': 'Your name belongs to another account here. Ask an operator.',
  failed: 'Your organisation did not sign you in. Try again.',
  unavailable: 'Your organisation’s sign-in does not answer. Try again later.',
};

applyTheme();
wireSignIn();
showProvider();
await start();

/** Continues the existing session, signs in with a code in the address, or shows the sign-in form. */
async function start() {
  const told = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(null, '', '/');   // a code in the address would be used again on reload
  if (told.has('code')) return signIn({ code: told.get('code') });
  try {
    await enter(await api.session());
  } catch (error) {
    if (error instanceof api.ApiError && error.status === 401) return ask(turnedAway[told.get('sign-in')]);
    await retry();
  }
}

async function retry() {
  ask('The server does not answer. Trying again …');
  await new Promise((resolve) => setTimeout(resolve, 2000));
  await start();
}

function ask(message = '') {
  $('app').hidden = true;
  $('sign-in').hidden = false;
  $('sign-in-error').textContent = message;
  document.title = 'Sign in – PathAlign';
  $('name').value ||= read(lastRater);
  ($('by-code').hidden ? ($('name').value ? $('password') : $('name')) : $('code')).focus();
}

function wireSignIn() {
  $('other-way').addEventListener('click', () => {
    const byCode = $('by-code').hidden;
    $('by-code').hidden = !byCode;
    $('by-password').hidden = byCode;
    $('other-way').textContent = byCode ? 'Sign in with a password' : 'Sign in with a code';
    $('other-way').setAttribute('aria-expanded', String(byCode));
    (byCode ? $('code') : $('name')).focus();
  });
  $('sign-in-form').addEventListener('submit', (event) => {
    event.preventDefault();
    signIn($('by-code').hidden ? { name: $('name').value.trim(), password: $('password').value } : { code: $('code').value.trim() });
  });
}

async function showProvider() {
  const { provider } = await api.signInWays().catch(() => ({ provider: null }));
  if (!provider) return;
  $('provider').textContent = provider.label;
  $('provider').href = provider.address;
  $('provider').hidden = false;
}

async function signIn(body) {
  try {
    const session = await api.signIn(body);
    $('password').value = $('code').value = '';
    await enter(session);
  } catch (error) {
    ask(error instanceof api.OfflineError ? 'The server does not answer. Try again.'
      : error.type === 'sign-in-refused' ? (body.code ? 'This code was used before, or is mistyped. The program that showed it shows a new one.' : 'Wrong name or password.')
      : error.title || error.message);
  }
}

async function enter(session) {
  write(lastRater, session.name);
  $('sign-in').hidden = true;
  $('app').hidden = false;
  $('status-rater').textContent = `${session.name}, ${session.role}`;
  $('tool-theme').onclick = nextTheme;
  const closing = new AbortController();
  const leave = async (message) => {
    if (closing.signal.aborted) return;
    closing.abort();
    closeView();
    ask(message);
  };
  $('tool-sign-out').onclick = () => signOut(leave);
  addEventListener('storage', ({ key, newValue }) => { if (key === lastRater && newValue !== session.name) leave('Somebody else signed in to this browser. Sign in again; nothing is lost.'); }, { signal: closing.signal });
  if (session.role === 'rater') document.title = 'Rate – PathAlign';
  const closeView = session.role === 'rater' ? rate(session, leave) : openWatching(session, nextTheme, (used) => rate(session, leave, used));
}

/** Opens the desk, unless another tab of this browser has it. The result closes it. */
function rate(session, leave, used) {
  const closing = new AbortController();
  let open = Promise.resolve(() => {});   // closes what this tab shows
  const showNext = (view) => {
    open = open.then(async (close) => {
      close();
      return closing.signal.aborted ? () => {} : view();
    });
  };
  const take = holdDesk(session.name, closing.signal, {
    here: () => showNext(() => openDesk(session, leave, used)),
    elsewhere: () => showNext(() => showElsewhere(take)),
  });
  return async () => {
    closing.abort();
    (await open)();
  };
}

async function openDesk(session, leave, used) {
  const outbox = await Outbox.of(session.name);
  const desk = new Desk(outbox);
  const view = openRating(session, desk, outbox, new Memory(session.name), nextTheme, used);
  const lost = () => leave('Your session has ended. Sign in again; nothing is lost.');
  outbox.addEventListener('signed-out', lost, { once: true });
  desk.addEventListener('signed-out', lost, { once: true });
  outbox.flush();
  desk.fill();
  working = { outbox, openWork: view.openWork };
  return () => {
    working = null;
    desk.stop();
    view.close();
  };
}

function showElsewhere(take) {
  [$('rating').hidden, $('empty').hidden, $('rate-here').hidden] = [true, false, false];
  $('empty-title').textContent = 'Rating goes on in another tab';
  $('empty-text').textContent = 'Only one tab of this browser shows tiles, so that no tile is rated twice. What you entered comes with you.';
  $('rate-here').onclick = take;
  return () => { $('rate-here').hidden = true; };
}

async function signOut(leave) {
  await working?.outbox.flush();
  const open = working?.openWork() ?? [];
  if (open.length > 0 && !await agree({ title: 'Sign out with open work?', lines: [...open, 'This browser keeps it until you sign in again.'], yes: 'Sign out', no: 'Stay' })) return;
  try {
    await api.signOut();
    await leave('');
  } catch (error) {
    if (error instanceof api.OfflineError) alert('The server does not answer; you are still signed in.');
    else await leave('');
  }
}

function applyTheme() {
  document.documentElement.dataset.theme = settings.theme;
}

function nextTheme() {
  const themes = ['auto', 'dark', 'light'];
  change({ theme: themes[(themes.indexOf(settings.theme) + 1) % themes.length] });
  applyTheme();
  $('announcer').textContent = `Theme: ${settings.theme}`;
}

function read(name) {
  try { return localStorage.getItem(name) ?? ''; } catch { return ''; }
}

function write(name, value) {
  try { localStorage.setItem(name, value); } catch { /* private browsing */ }
}
