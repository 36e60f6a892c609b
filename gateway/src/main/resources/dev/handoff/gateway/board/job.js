// One job: its attempts, its log as it is written, its checks, and what it has changed.

import { ApiError, follow, get, getBlob, getText, post } from './api.js';
import { confirmed, copy, fill, h, oncePerFrame, say } from './dom.js';
import { usualTime } from './jobs.js';
import { markSeen } from './needs.js';
import { Colours, badge, bytes, count, filesOf, hasEnded, moment, since, span, words } from './text.js';

const LARGEST_PATCH = 2 << 20;
const LARGEST_REPORT = 1 << 20;
const MOST_OPEN = 12;
const LONGEST_LOG = 2 << 20;
const COLLISIONS_EVERY = 5000;
const ENDS = new Set(['completed', 'failed', 'cancelled']);

export function job(screen, id, { owner, onState }) {
  const path = `/v1/jobs/${encodeURIComponent(id)}`;
  const parts = {
    head: h('div', { class: 'head' }),
    line: h('ol', { class: 'attempts', 'aria-label': 'Attempts' }),
    collisions: h('section', { 'aria-label': 'Jobs that may change the same files' }),
    checks: h('section', { 'aria-label': 'Checks' }),
    changes: h('section', { 'aria-label': 'Changes' }),
    report: h('section', { 'aria-label': 'Report' }),
    files: h('section', { 'aria-label': 'Files' }),
    log: h('pre', { class: 'log', tabindex: '0', role: 'log', 'aria-label': 'Log', 'aria-live': 'off' }),
    brief: h('details', { class: 'brief' }),
  };
  const history = [];
  let known = null;
  let isEnded = false;
  let isStopped = false;
  let lookedAt = 0;
  const shown = new Set();

  const read = oncePerFrame(async () => {
    try {
      const view = await get(path);
      if (isStopped) {
        return;
      }
      known = view;
      isEnded = hasEnded(view);
      draw();
    } catch (failure) {
      if (isStopped) {
        return;
      }
      if (failure instanceof ApiError && failure.status === 404) {
        stop();
        fill(screen, h('p', { class: 'empty' }, `The log has no job ${id}. Ended jobs are kept for some days. `, h('a', { href: '#/now' }, 'Now')));
      } else {
        onState('away', failure.message);
      }
    }
  });

  const stopEvents = follow(
    `${path}/events`,
    (name, event) => {
      history.push(event);
      if (name === 'submitted' && !shown.has('brief')) {
        shown.add('brief');
        drawBrief(event.brief ?? {});
      }
      if (event.counted && ENDS.has(name)) {
        isEnded = true;
      }
      read();
    },
    (state, why) => (state === 'ended' ? read() : onState(state, why)),
    () => isEnded,
  );
  const stopLog = follow(`${path}/log`, (name, part) => name === 'log' && addLog(part), () => {}, () => isEnded);

  const timer = setInterval(() => document.hidden || isEnded || drawCollisions(), COLLISIONS_EVERY);

  function stop() {
    isStopped = true;
    clearInterval(timer);
    stopEvents();
    stopLog();
  }

  function draw() {
    if (isEnded) {
      markSeen(id);
    }
    document.title = `${known.title ?? id} · Handoff`;
    drawHead();
    drawAttempts();
    drawChecks();
    drawCollisions();
    drawFiles();
    once('patch', known.outputs?.patch, drawPatch);
    once('report', known.outputs?.report, drawReport);
  }

  function once(name, value, show) {
    if (value && !shown.has(name)) {
      shown.add(name);
      show(value);
    }
  }

  function drawHead() {
    const usual = h('span', { class: 'usual' });
    if (known.template) {
      usualTime(known.template).then((time) => time && fill(usual, ` of ~${span(time.median)}; nine of ten in ${span(time.slow)}`));
    }
    const mayAct = owner.writes;
    const facts = [
      ['lane', known.lane],
      ['by', known.onBehalfOf ? `${known.onBehalfOf} (through ${known.submitter})` : known.submitter],
      ['submitted', moment(known.submittedAt)],
      known.dueAt && ['due', moment(known.dueAt)],
      known.state === 'queued' && known.place && ['place', `${known.place} of its lane, which ${count(known.workers ?? 0, 'worker')} serve`],
      known.startedAt && [isEnded ? 'took' : 'runs', isEnded ? span(new Date(known.endedAt) - new Date(known.startedAt)) : [since(known.startedAt), usual]],
      known.base && ['base', h('code', { title: `${known.base.repo} ${known.base.commit}` }, known.base.commit?.slice(0, 10))],
      known.outputs?.branch && ['branch', h('code', {}, known.outputs.branch.name)],
      known.outputs?.pullRequest && ['pull request', h('code', {}, known.outputs.pullRequest)],
      known.usage && ['used', usage(known.usage)],
      known.retryOf && ['retry of', h('a', { href: `#/jobs/${known.retryOf}` }, h('code', {}, known.retryOf.slice(-6)))],
    ].filter(Boolean);
    fill(
      parts.head,
      h('h1', {}, known.title ?? id),
      h('p', { class: 'verdict' }, badge(known.state), known.reason && h('strong', {}, words(known.reason)), known.message && h('span', { class: 'message' }, known.message)),
      h('dl', { class: 'facts' }, facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
      h(
        'div',
        { class: 'acts' },
        mayAct && !isEnded && h('button', { type: 'button', class: 'grave', onclick: cancel }, 'Cancel'),
        mayAct && isEnded && h('button', { type: 'button', onclick: retry }, 'Retry'),
        !isEnded && h('button', { type: 'button', class: 'quiet', onclick: () => copy(`handoff await ${id}`) }, 'Copy await'),
        isEnded && known.outputs?.patch && h('button', { type: 'button', class: 'quiet', onclick: () => copy(`handoff apply ${id}`) }, 'Copy apply'),
        h('button', { type: 'button', class: 'quiet', onclick: () => copy(id) }, id),
      ),
    );
  }

  /** What each attempt did, from the events that count. */
  function drawAttempts() {
    const all = [];
    for (const event of history.filter((one) => one.counted && one.attempt)) {
      const attempt = (all[event.attempt - 1] ??= { phases: [], number: event.attempt });
      if (event.event === 'started') {
        attempt.worker = event.worker;
        attempt.at = event.at;
        attempt.phases.push({ name: 'prepare', at: event.at });
      } else if (event.event === 'progressed' && event.phase && attempt.phases.at(-1)?.name !== event.phase) {
        attempt.phases.push({ name: event.phase, at: event.at });
      }
      if (event.event === 'attempt_ended' || ENDS.has(event.event)) {
        attempt.end = event.at;
        attempt.reason = event.event === 'completed' ? null : (event.reason ?? event.event);
        attempt.message = event.message;
        attempt.retryAt = event.retryAt;
        attempt.isGood = event.event === 'completed';
      }
    }
    fill(parts.line, all.filter(Boolean).map(attemptLine));
  }

  function attemptLine(attempt) {
    const end = attempt.end ?? new Date().toISOString();
    const phases = attempt.phases.map((phase, i) => {
      const time = new Date(attempt.phases[i + 1]?.at ?? end) - new Date(phase.at);
      const bar = h('span', { class: `phase ${phase.name}`, title: `${words(phase.name)} ${span(time)}` }, h('span', {}, words(phase.name)));
      bar.style.flexGrow = String(Math.max(time, 1) / Math.max(1, new Date(end) - new Date(attempt.at)));
      return bar;
    });
    return h(
      'li',
      { class: attempt.end ? (attempt.isGood ? 'completed' : 'failed') : 'running' },
      h('div', { class: 'caption' }, h('strong', {}, `Attempt ${attempt.number}`), attempt.worker && ` on ${attempt.worker}`, h('span', { class: 'spring' }), attempt.end ? span(new Date(attempt.end) - new Date(attempt.at)) : since(attempt.at)),
      h('div', { class: 'phases' }, phases),
      attempt.reason && h('p', { class: 'message' }, h('strong', {}, words(attempt.reason)), attempt.message && ` ${attempt.message}`, attempt.retryAt && [' It goes on at ', moment(attempt.retryAt), '.']),
    );
  }

  /** Others come and go while nothing happens to this job. */
  async function drawCollisions() {
    if (isEnded) {
      fill(parts.collisions);
      return;
    }
    if (Date.now() - lookedAt < COLLISIONS_EVERY / 2) {
      return;
    }
    lookedAt = Date.now();
    try {
      const { collisions, complete } = await get(`${path}/collisions`);
      if (isStopped || isEnded) {
        return;
      }
      fill(
        parts.collisions,
        collisions.length > 0 && [
          h('h2', {}, 'May change the same files ', h('span', { class: 'tally' }, `${collisions.length}${complete ? '' : '+'}`)),
          h('ul', { class: 'collisions' }, collisions.map(collision)),
        ],
      );
    } catch {
      lookedAt = 0; // the state of the page says that nobody answers
    }
  }

  function collision({ path: shared, summary }) {
    return h(
      'li',
      {},
      badge(summary.state),
      h('a', { href: `#/jobs/${summary.job}` }, summary.title ?? summary.job),
      h('span', { class: 'who' }, summary.onBehalfOf ?? summary.submitter),
      shared && h('code', { title: 'a file that the scopes of both permit' }, shared),
    );
  }

  function drawChecks() {
    const running = history.filter((event) => event.event === 'check_finished' && event.attempt === known.attempt).map((event) => event.check);
    const all = known.checks?.length > 0 ? known.checks : running;
    if (all.length > 0) {
      fill(parts.checks, h('h2', {}, 'Checks'), h('ul', { class: 'checks' }, all.map(check)));
    }
  }

  function drawBrief(brief) {
    const list = (name, items) => items?.length > 0 && [h('h3', {}, name), h('ul', {}, items.map((item) => h('li', {}, typeof item === 'string' ? item : (item.name ?? JSON.stringify(item)))))];
    const scope = brief.scope ?? {};
    fill(
      parts.brief,
      h('summary', {}, 'Brief'),
      h('p', { class: 'goal' }, brief.goal ?? ''),
      list('It may change', [...(scope.include ?? []), ...(scope.exclude ?? []).map((glob) => `not ${glob}`)]),
      list('Constraints', brief.constraints),
      list('Checks', brief.checks),
      h('p', { class: 'hint' }, [scope.repo, scope.ref?.slice(0, 10)].filter(Boolean).join(' at ')),
    );
  }

  async function drawPatch(patch) {
    const title = h('h2', {}, 'Changes ');
    if (known.changes) {
      title.append(h('span', { class: 'tally' }, count(known.changes.files, 'file')), ' ', h('span', { class: 'added' }, `+${known.changes.added}`), ' ', h('span', { class: 'removed' }, `−${known.changes.removed}`));
    }
    if (patch.bytes > LARGEST_PATCH) {
      fill(parts.changes, title, h('p', { class: 'hint' }, `The patch has ${bytes(patch.bytes)}, too much for a page: take it from the files.`));
      return;
    }
    try {
      const files = filesOf(await getText(`${path}/files/${name(patch)}`));
      fill(parts.changes, title, files.map((file, i) => diff(file, files.length <= MOST_OPEN && i < MOST_OPEN && file.lines.length < 400)));
    } catch (failure) {
      shown.delete('patch');
      fill(parts.changes, title, h('p', { class: 'hint' }, failure.message));
    }
  }

  async function drawReport(report) {
    if (report.bytes > LARGEST_REPORT) {
      return;
    }
    try {
      const text = await getText(`${path}/files/${name(report)}`);
      fill(parts.report, h('details', {}, h('summary', {}, 'Report'), h('pre', { class: 'report' }, text)));
    } catch {
      shown.delete('report'); // it stays among the files
    }
  }

  function drawFiles() {
    const outputs = known.outputs ?? {};
    const all = [outputs.patch, outputs.report, outputs.log, ...(outputs.artifacts ?? [])].filter(Boolean);
    const missing = outputs.undelivered ?? [];
    if (all.length + missing.length === 0) {
      return;
    }
    fill(
      parts.files,
      h('h2', {}, 'Files'),
      h('ul', { class: 'files' }, all.map((file) => h('li', {}, h('button', { type: 'button', class: 'link', onclick: () => save(file) }, file.name), h('small', {}, ` ${bytes(file.bytes)}`)))),
      missing.map((text) => h('p', { class: 'warned' }, text)),
    );
  }

  async function save(file) {
    try {
      const url = URL.createObjectURL(await getBlob(`${path}/files/${name(file)}`));
      const link = h('a', { href: url, download: file.name.split('/').at(-1) });
      link.click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
    } catch (failure) {
      say(failure.message);
    }
  }

  let colours = new Colours();
  let attempt = 0;
  let size = 0;

  function addLog(part) {
    const log = parts.log;
    const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
    if (part.attempt !== attempt) {
      attempt = part.attempt;
      colours = new Colours();
      log.append(h('span', { class: 'divider' }, `attempt ${attempt}\n`));
    }
    log.append(...colours.nodes(part.text));
    size += part.text.length;
    while (size > LONGEST_LOG && log.childNodes.length > 1) {
      size -= log.firstChild.textContent.length;
      log.firstChild.remove();
    }
    if (isAtEnd) {
      log.scrollTop = log.scrollHeight;
    }
  }

  async function cancel() {
    if (known === null || isEnded || !owner.writes) {
      return;
    }
    if (await confirmed('Cancel this job?', `${known.title ?? id}. What it has done so far is kept.`, 'Cancel the job')) {
      await acted(() => post(`${path}/cancel`), 'Cancellation requested');
    }
  }

  async function retry() {
    if (known === null || !isEnded || !owner.writes) {
      return;
    }
    if (await confirmed('Run it again?', `A new job with the brief of ${known.title ?? id}.`, 'Retry')) {
      await acted(async () => {
        const made = await post(`${path}/retry`);
        location.hash = `#/jobs/${made.job}`;
      }, 'Submitted again');
    }
  }

  async function acted(act, words) {
    try {
      await act();
      say(words);
    } catch (failure) {
      say(failure.message);
    }
  }

  fill(screen, parts.head, parts.line, parts.collisions, parts.checks, parts.changes, h('section', { 'aria-label': 'Log' }, h('h2', {}, 'Log'), parts.log), parts.report, parts.files, parts.brief);
  read();
  return { stop, cancel, retry, find() {}, list: null };
}

const name = (file) => file.name.split('/').map(encodeURIComponent).join('/');

function usage(used) {
  const tokens = (used.inputTokens ?? 0) + (used.outputTokens ?? 0);
  return [used.model ?? used.agent, tokens > 0 && `${tokens.toLocaleString('en')} tokens`, used.costUsd && `$${used.costUsd.toFixed(2)}`].filter(Boolean).join(', ');
}

function check(one) {
  const sign = { passed: '✓', failed: '✕' }[one.verdict] ?? '?';
  const touched = (one.touched ?? []).map((file) => `It changed ${file.path}, which decides this check (${words(file.what)})`);
  return h(
    'li',
    { class: one.verdict },
    h('div', { class: 'caption' }, h('span', { class: 'verdict' }, `${sign} ${words(one.verdict)}`), h('strong', {}, one.name), one.before && one.before !== one.verdict && h('small', {}, ` before the job: ${words(one.before)}`), h('span', { class: 'spring' }), one.seconds === null || one.seconds === undefined ? '' : span(one.seconds * 1000)),
    touched.map((text) => h('p', { class: 'warned' }, text)),
    one.tail && h('details', { open: one.verdict !== 'passed' }, h('summary', {}, 'Its last output'), h('pre', { class: 'tail' }, new Colours().nodes(one.tail))),
  );
}

function diff(file, isOpen) {
  const body = h('pre', { class: 'diff' });
  const show = () => body.childNodes.length === 0 && fill(body, file.lines.map((line) => h('span', { class: line.kind }, `${line.text}\n`)));
  if (isOpen) {
    show();
  }
  return h(
    'details',
    { class: 'file', open: isOpen, ontoggle: show },
    h('summary', {}, h('code', {}, file.name), ' ', h('span', { class: 'added' }, `+${file.added}`), ' ', h('span', { class: 'removed' }, `−${file.removed}`), file.notes.map((note) => h('small', {}, ` ${note}`))),
    body,
  );
}
