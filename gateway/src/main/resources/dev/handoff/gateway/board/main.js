// The frame: whose page this is, which screen is shown, and the keys.

import { ApiError, dropToken, get, keepToken, query, takeToken } from './api.js';
import { fill, h, say } from './dom.js';
import { job } from './job.js';
import { Needs, needsYou } from './needs.js';
import { now } from './now.js';
import { workers } from './workers.js';

const SCREENS = [
  ['needs', 'Needs you'],
  ['now', 'Now'],
  ['workers', 'Workers'],
];
const KEYS = [
  ['j, k', 'the next job, the one before'],
  ['Enter', 'open it'],
  ['c, r', 'cancel, retry the job that is open'],
  ['/', 'filter'],
  ['n, w, y', 'Now, Workers, Needs you'],
  ['?', 'this list'],
];

const screen = document.getElementById('screen');
const tabs = document.getElementById('tabs');
const live = document.getElementById('live');
const said = document.getElementById('owner');

let owner = null;
let needs = null;
let shown = null;
let route = '';
let isSilent = false;

/**
 * @param state as of a stream; or 'silent' and 'answered' of the brokers behind the gateway, which is there itself
 * @param seconds for which nobody has answered
 */
function onState(state, why, seconds = 0) {
  if (state === 'silent' || state === 'answered') {
    isSilent = state === 'silent';
  }
  if (state === 'refused') {
    dropToken();
    ask('The gateway does not know this token any more.');
    return;
  }
  const isAway = state === 'away' || isSilent;
  if (isAway !== live.classList.contains('away') || live.textContent === '') {
    live.classList.toggle('away', isAway);
    fill(live, isAway ? h('span', {}, 'no answer since ', new Date(Date.now() - seconds * 1000).toLocaleTimeString()) : 'live');
    live.title = isAway ? `${why ?? 'no broker answers the gateway'}; this page comes back by itself` : 'What is shown is as the log has it';
  }
}

/** The address is the screen's state. */
export function go(name, parameters = {}) {
  location.hash = `#/${name}${query(parameters) || '?'}`;
}

function drawTabs(name) {
  fill(
    tabs,
    SCREENS.map(([key, title]) =>
      h('a', { href: `#/${key}`, 'aria-current': key === name ? 'page' : null }, title, key === 'needs' && needs?.size > 0 ? [' ', h('span', { class: 'tally' }, needs.size)] : null),
    ),
  );
}

function show() {
  if (owner === null) {
    return;
  }
  const [path, words] = location.hash.replace(/^#\/?/, '').split('?');
  const [name, id] = path.split('/');
  if (name === '') {
    location.replace(owner.hasJobs ? '#/needs' : '#/now');
    return;
  }
  route = `${path}?${words ?? ''}`;
  shown?.stop();
  const parameters = words === undefined ? null : new URLSearchParams(words); // an empty query means all jobs
  const around = { owner, onState, go, needs };
  const made = { needs: () => needsYou(screen, needs, owner), now: () => now(screen, parameters, around), workers: () => workers(screen, parameters, around), jobs: () => job(screen, id, around) }[name];
  document.title = `${SCREENS.find(([key]) => key === name)?.[1] ?? 'Job'} · Handoff`;
  if (made === undefined) {
    shown = null;
    fill(screen, h('p', { class: 'empty' }, 'There is no such screen. ', h('a', { href: '#/now' }, 'Now')));
  } else {
    shown = made();
  }
  drawTabs(name);
  window.scrollTo(0, 0);
}

function selected(step) {
  const links = [...screen.querySelectorAll('a.title')];
  const at = links.indexOf(document.activeElement);
  links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + step))]?.focus();
}

function help() {
  const dialog = h('dialog', { 'aria-label': 'Keys' }, h('h2', {}, 'Keys'), h('dl', { class: 'keys' }, KEYS.map(([key, what]) => [h('dt', {}, h('kbd', {}, key)), h('dd', {}, what)])), h('div', { class: 'acts' }, h('button', { type: 'button', onclick: () => dialog.close() }, 'Close')));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function onKey(event) {
  const isTyping = event.target instanceof HTMLInputElement || document.querySelector('dialog[open]') !== null;
  if (isTyping || event.ctrlKey || event.metaKey || event.altKey || owner === null) {
    if (event.key === 'Escape' && event.target instanceof HTMLInputElement) {
      event.target.blur();
    }
    return;
  }
  const acts = {
    j: () => selected(1),
    k: () => selected(-1),
    c: () => shown?.cancel?.(),
    r: () => shown?.retry?.(),
    '/': () => shown?.find(),
    n: () => go('now'),
    w: () => go('workers'),
    y: () => go('needs'),
    '?': help,
  };
  if (Object.hasOwn(acts, event.key)) {
    event.preventDefault();
    acts[event.key]();
  }
}

/** For whoever opened the page without a token. */
function ask(why) {
  owner = null;
  shown?.stop();
  shown = null;
  const input = h('input', { type: 'password', id: 'token', autocomplete: 'off', required: '' });
  fill(tabs);
  fill(
    screen,
    h(
      'form',
      {
        class: 'token',
        onsubmit: (event) => {
          event.preventDefault();
          keepToken(input.value.trim());
          begin();
        },
      },
      h('h1', {}, 'Whose page is this?'),
      h('p', {}, why),
      h('label', { for: 'token' }, 'Token'),
      input,
      h('button', { type: 'submit' }, 'Open'),
      h('p', { class: 'hint' }, 'On this computer: ', h('code', {}, 'handoff board'), '. For a gateway of your team, whoever runs it makes one: ', h('code', {}, 'handoff gateway token new'), '.'),
    ),
  );
  input.focus();
}

async function begin() {
  if (takeToken() === null) {
    ask('It needs a token, which says who you are and what you may do.');
    return;
  }
  try {
    const known = await get('/v1/token');
    const { jobs } = await get(`/v1/jobs${query({ submitter: known.name, limit: 1 })}`);
    owner = { ...known, hasJobs: jobs.length > 0 };
  } catch (failure) {
    if (failure instanceof ApiError && failure.status === 401) {
      dropToken();
      ask('The gateway does not know this token.');
    } else {
      fill(screen, h('p', { class: 'empty' }, `${failure.message}; this page tries again.`));
      onState('away', failure.message);
      setTimeout(begin, 2000);
    }
    return;
  }
  said.textContent = `${owner.name} · ${owner.role}`;
  needs ??= new Needs(
    owner,
    () => {
      const name = route.split(/[/?]/)[0];
      drawTabs(name);
      if (name === 'needs') {
        shown?.draw?.();
      }
    },
    onState,
  );
  show();
}

addEventListener('hashchange', () => (location.hash.startsWith('#token=') ? location.reload() : show()));
addEventListener('keydown', onKey);
addEventListener('unhandledrejection', (event) => say(String(event.reason?.message ?? event.reason)));
begin();
