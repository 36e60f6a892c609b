// What runs and waits now, in which lanes, for whom.

import { get, post, query } from './api.js';
import { confirmed, fill, h, oncePerFrame, say } from './dom.js';
import { Jobs, filterOf, usualTime, wordsOf } from './jobs.js';
import { badge, count, hasEnded, moment, since, span, words } from './text.js';

const PAGE = 200;
const LANES_EVERY = 3000;
const MOST_CANCELLED = 1000;
const PRESETS = [
  ['Live', { state: 'live' }],
  ['Failed', { state: 'failed' }],
  ['Ended', { state: 'ended' }],
  ['All', {}],
];

export function now(screen, parameters, { owner, onState, go }) {
  const filter = parameters === null ? { state: 'live' } : filterOf([...parameters].map(([name, value]) => (name === 'text' ? value : `${name}:${value}`)).join(' '));
  const lanes = h('tbody');
  const list = h('ol', { class: 'jobs', 'aria-label': 'Jobs' });
  const summary = h('p', { class: 'summary', role: 'status' });
  const more = h('button', { type: 'button', class: 'quiet', hidden: true, onclick: () => { shown += PAGE; draw(); } });
  const cancel = h('button', { type: 'button', class: 'quiet grave', hidden: true, onclick: () => cancelAll() });
  const input = h('input', { type: 'search', id: 'filter', value: wordsOf(filter), placeholder: 'state:live lane:standard by:ann words of a title', 'aria-label': 'Filter', spellcheck: 'false', autocomplete: 'off' });
  let shown = PAGE;
  const rows = new Map();

  const draw = oncePerFrame(() => {
    const all = jobs.sorted();
    const kept = new Set();
    const drawn = all.slice(0, shown).map((job) => {
      kept.add(job.job);
      const known = rows.get(job.job);
      if (known && known.of === job) {
        return known.row;
      }
      const made = row(job);
      if (known && known.row.contains(document.activeElement)) {
        requestAnimationFrame(() => made.querySelector('a').focus());
      }
      rows.set(job.job, { of: job, row: made });
      return made;
    });
    [...rows.keys()].filter((id) => !kept.has(id)).forEach((id) => rows.delete(id));
    fill(list, drawn);
    const hidden = all.length - drawn.length;
    more.hidden = hidden <= 0;
    more.textContent = `Show ${Math.min(PAGE, hidden)} more of ${count(hidden, 'job')}`;
    const alive = all.filter((job) => !hasEnded(job)).length;
    const mayCancel = alive > 0 && alive <= MOST_CANCELLED && jobs.left === 0 && owner.writes;
    cancel.hidden = !mayCancel;
    cancel.textContent = `Cancel ${alive}…`;
    summary.textContent = !jobs.isThere ? 'Reading the log…' : all.length === 0 ? emptyWords(filter) : tally(all, jobs.left);
  });

  const jobs = new Jobs(filter, draw, onState);
  const timer = setInterval(() => document.hidden || readLanes(), LANES_EVERY);

  async function readLanes() {
    try {
      const { lanes: all } = await get('/v1/lanes');
      fill(lanes, all.length === 0 ? h('tr', {}, h('td', { colspan: 5 }, 'No lane has jobs or workers.')) : all.map((lane) => laneRow(lane, filter)));
    } catch (failure) {
      onState('away', failure.message);
    }
  }

  async function cancelAll() {
    const alive = jobs.sorted().filter((job) => !hasEnded(job)).length;
    const words = wordsOf(filter);
    const isSure = await confirmed(`Cancel ${count(alive, 'job')}?`, `All that "${words === '' ? 'everything' : words}" shows and that have not ended. What they have done so far is kept.`, `Cancel ${alive}`);
    if (!isSure) {
      return;
    }
    try {
      const live = filter.state && filter.state !== 'live' && filter.state !== 'ended' ? filter.state : 'live';
      const { requested, failed } = await post(`/v1/jobs:cancel${query({ ...filter, state: live, expect: alive })}`);
      say(`Cancellation of ${count(requested.length, 'job')} requested${failed.length > 0 ? `; of ${failed.length} it failed` : ''}`);
    } catch (failure) {
      say(failure.message);
    }
  }

  fill(
    screen,
    h(
      'section',
      { 'aria-labelledby': 'lanes' },
      h('h1', { id: 'lanes' }, 'Now'),
      h(
        'table',
        { class: 'lanes' },
        h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'lane'), ...['waiting', 'running', 'slots', 'oldest'].map((name) => h('th', { scope: 'col', class: 'number' }, name)))),
        lanes,
      ),
    ),
    h(
      'section',
      { 'aria-label': 'Jobs' },
      h(
        'form',
        { class: 'filter', role: 'search', onsubmit: (event) => { event.preventDefault(); go('now', filterOf(input.value)); } },
        input,
        h('span', { class: 'presets' }, PRESETS.map(([name, preset]) => h('a', { href: `#/now${query(preset) || '?'}`, 'aria-current': wordsOf(preset) === wordsOf(filter) ? 'true' : null }, name))),
        cancel,
      ),
      summary,
      list,
      more,
    ),
  );
  readLanes();
  draw();
  return {
    stop() {
      jobs.stop();
      clearInterval(timer);
    },
    find: () => input.focus(),
    list,
    job: (id) => jobs.get(id),
  };
}

const emptyWords = (filter) => (filter.state === 'live' && Object.keys(filter).length === 1 ? 'Nothing runs and nothing waits.' : 'No job of the last day is like that.');

function tally(all, left) {
  const by = {};
  all.forEach((job) => (by[job.state] = (by[job.state] ?? 0) + 1));
  const parts = [['running', 'running'], ['queued', 'waiting'], ['failed', 'failed'], ['completed', 'completed'], ['cancelled', 'cancelled']];
  const counts = parts.filter(([state]) => by[state]).map(([state, word]) => `${by[state].toLocaleString('en')} ${word}`);
  return counts.join(', ') + (left > 0 ? `; ${count(left, 'older one')} not shown` : '');
}

function laneRow(lane, filter) {
  const isUnserved = lane.workers === 0 && lane.waiting > 0;
  return h(
    'tr',
    { class: isUnserved ? 'warned' : null },
    h('th', { scope: 'row' }, h('a', { href: `#/now${query({ ...filter, lane: filter.lane === lane.lane ? null : lane.lane }) || '?'}` }, lane.lane)),
    h('td', { class: 'number' }, lane.waiting, lane.later > 0 && h('small', {}, ` +${lane.later} later`)),
    h('td', { class: 'number' }, lane.running),
    h('td', { class: 'number' }, isUnserved ? 'no worker' : lane.slots === 0 ? '–' : `${lane.used}/${lane.slots}`),
    h('td', { class: 'number' }, lane.oldest ? since(lane.oldest) : '–'),
  );
}

/** One job of a list. */
export function row(job) {
  return h(
    'li',
    { 'data-job': job.job, class: job.state },
    badge(job.state),
    h('a', { class: 'title', href: `#/jobs/${job.job}` }, job.title ?? job.job),
    h('span', { class: 'what' }, what(job)),
    h('span', { class: 'time' }, time(job)),
    h('span', { class: 'who' }, [job.onBehalfOf ?? job.submitter, job.worker && job.state === 'running' ? job.worker : null].filter(Boolean).join(' · ')),
    h('code', { class: 'id', title: job.job }, job.job.slice(-6)),
  );
}

function what(job) {
  if (job.state === 'failed') {
    return words(job.reason);
  }
  if (job.state === 'running') {
    const percent = job.percent === null || job.percent === undefined ? '' : ` ${job.percent} %`;
    return `${job.attempt > 1 ? `attempt ${job.attempt}, ` : ''}${words(job.phase) || 'starts'}${percent}`;
  }
  if (job.state === 'queued') {
    return job.dueAt && new Date(job.dueAt) > Date.now() ? ['due ', moment(job.dueAt)] : `in ${job.lane}${job.attempt ? `, after attempt ${job.attempt}` : ''}`;
  }
  return '';
}

function time(job) {
  if (job.state === 'running') {
    const usual = h('span', { class: 'usual' });
    if (job.template) {
      usualTime(job.template).then((known) => known && (usual.textContent = ` of ~${span(known.median)}`));
    }
    return [since(job.startedAt ?? job.submittedAt), usual];
  }
  if (job.state === 'queued') {
    return since(job.submittedAt);
  }
  return job.endedAt ? h('time', { datetime: job.endedAt, title: `ended ${job.endedAt.slice(0, 19).replace('T', ' ')} UTC` }, since(job.endedAt), ' ago') : '';
}
