// What waits for its submitter: jobs that failed, that nobody serves, and results that nobody has looked at.

import { get } from './api.js';
import { copy, fill, h, oncePerFrame } from './dom.js';
import { Jobs } from './jobs.js';
import { row } from './now.js';
import { hasEnded } from './text.js';

const KEY = 'handoff-seen';
const MOST = 2000;
const LANES_EVERY = 10_000;

const seen = new Set(JSON.parse(localStorage.getItem(KEY) ?? '[]'));

/** Remembers, in this browser, that somebody has looked at the end of a job. */
export function markSeen(job) {
  seen.delete(job);
  seen.add(job);
  localStorage.setItem(KEY, JSON.stringify([...seen].slice(-MOST)));
}

/** What somebody must look at, in groups. */
function groups(all, served) {
  const unseen = all.filter((job) => !seen.has(job.job));
  return [
    ['Failed', unseen.filter((job) => job.state === 'failed')],
    ['Waits in a lane that no worker serves', all.filter((job) => job.state === 'queued' && job.lane && !served.has(job.lane))],
    ['Completed, and not looked at', unseen.filter((job) => job.state === 'completed')],
  ].filter(([, jobs]) => jobs.length > 0);
}

/** Watches the jobs of the owner, for the number beside the screen's name too. */
export class Needs {
  #jobs;
  #served = null;
  #onChange;

  constructor(owner, onChange, onState) {
    this.#onChange = oncePerFrame(onChange);
    this.#jobs = new Jobs({ submitter: owner.name }, this.#onChange, onState);
    this.readLanes();
    setInterval(() => document.hidden || this.readLanes(), LANES_EVERY);
  }

  async readLanes() {
    try {
      const { lanes } = await get('/v1/lanes');
      this.#served = new Set(lanes.filter((lane) => lane.workers > 0).map((lane) => lane.lane));
      this.#onChange();
    } catch {
      // The state of the stream says that the gateway does not answer.
    }
  }

  get isThere() {
    return this.#jobs.isThere && this.#served !== null;
  }

  groups() {
    return this.isThere ? groups(this.#jobs.sorted(), this.#served) : [];
  }

  get size() {
    return this.groups().reduce((sum, [, jobs]) => sum + jobs.length, 0);
  }

  get(job) {
    return this.#jobs.get(job);
  }

  seen(job) {
    markSeen(job);
    this.#onChange();
  }
}

/** The screen. */
export function needsYou(screen, needs, owner) {
  const found = h('div');
  const rows = new Map();

  function line(job) {
    const known = rows.get(job.job);
    if (known?.of === job) {
      return known.item;
    }
    const item = row(job);
    item.append(
      h(
        'span',
        { class: 'acts' },
        hasEnded(job) && job.state === 'completed' && h('button', { type: 'button', class: 'quiet', onclick: () => copy(`handoff apply ${job.job}`) }, 'Copy apply'),
        hasEnded(job) && h('button', { type: 'button', class: 'quiet', onclick: () => needs.seen(job.job) }, 'Seen'),
      ),
    );
    rows.set(job.job, { of: job, item });
    return item;
  }

  function draw() {
    const all = needs.groups();
    if (!needs.isThere) {
      fill(found, h('p', { class: 'summary' }, 'Reading the log…'));
    } else if (all.length === 0) {
      fill(found, h('p', { class: 'empty' }, `Nothing needs ${owner.name}. Jobs of the last day that fail, or that complete, appear here.`));
    } else {
      fill(found, all.map(([name, jobs]) => h('section', {}, h('h2', {}, `${name} `, h('span', { class: 'tally' }, jobs.length)), h('ol', { class: 'jobs acted' }, jobs.map(line)))));
    }
  }

  fill(screen, h('h1', {}, 'Needs you'), found);
  draw();
  return { stop() {}, draw, find() {}, list: found, job: (id) => needs.get(id) };
}
