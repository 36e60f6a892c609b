// Who serves which lanes, and with what.

import { get, query } from './api.js';
import { fill, h } from './dom.js';
import { since } from './text.js';

const EVERY = 3000;
const SILENT = 10_000;

export function workers(screen, parameters, { onState }) {
  const body = h('tbody');
  const summary = h('p', { class: 'summary', role: 'status' }, 'Reading…');

  async function read() {
    try {
      const { workers: all } = await get('/v1/workers');
      const slots = all.flatMap((worker) => worker.lanes ?? []);
      const sum = (field) => slots.reduce((total, lane) => total + lane[field], 0);
      summary.textContent = all.length === 0 ? 'No worker is alive: what is submitted waits. Start one with: handoff worker' : `${all.length} alive, ${sum('used')} of ${sum('slots')} slots in use`;
      fill(body, all.map(row));
      onState('live');
    } catch (failure) {
      onState('away', failure.message);
    }
  }

  fill(
    screen,
    h('h1', {}, 'Workers'),
    summary,
    h('div', { class: 'wide', tabindex: '0', role: 'region', 'aria-label': 'Workers' }, h('table', { class: 'workers' }, h('thead', {}, h('tr', {}, ['worker', 'lanes', 'running', 'last heard', 'since', 'version', 'isolation'].map((name) => h('th', { scope: 'col' }, name)))), body)),
  );
  read();
  const timer = setInterval(() => document.hidden || read(), EVERY);
  return { stop: () => clearInterval(timer), find() {}, list: null, job: () => null };
}

function row(worker) {
  const isSilent = Date.now() - new Date(worker.at) > SILENT;
  return h(
    'tr',
    { class: isSilent ? 'warned' : null },
    h('th', { scope: 'row' }, worker.worker, worker.host && !worker.worker.includes(worker.host) && h('small', {}, ` on ${worker.host}`)),
    h('td', {}, (worker.lanes ?? []).map((lane) => h('span', { class: 'lane' }, h('a', { href: `#/now${query({ state: 'live', lane: lane.lane })}` }, lane.lane), ` ${lane.used}/${lane.slots} `))),
    h('td', {}, (worker.running ?? []).length === 0 ? '–' : worker.running.map((one) => h('a', { class: 'id', href: `#/jobs/${one.job}`, title: one.job }, `${one.job.slice(-6)} `))),
    h('td', {}, since(worker.at), ' ago'),
    h('td', {}, worker.startedAt ? since(worker.startedAt) : '–'),
    h('td', {}, worker.version ?? '–'),
    h('td', {}, worker.isolation ?? '–'),
  );
}
