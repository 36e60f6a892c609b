// The public API and nothing else: what this page can do, a script can do.

const KEY = 'handoff-token';
const PAUSE = 2000;
const LONGEST_PAUSE = 30_000;

/** The gateway has refused a request, or cannot be reached (status 0). */
export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** The token comes in the address's fragment, which no request contains, and stays in this tab. */
export function takeToken() {
  const given = /^#token=([\w.~-]+)(.*)$/.exec(location.hash);
  if (given) {
    sessionStorage.setItem(KEY, given[1]);
    history.replaceState(null, '', given[2].startsWith('/') ? `#${given[2]}` : '#/');
  }
  return sessionStorage.getItem(KEY);
}

export const keepToken = (token) => sessionStorage.setItem(KEY, token);
export const dropToken = () => sessionStorage.removeItem(KEY);

async function send(path, options = {}) {
  const headers = { ...options.headers, Authorization: `Bearer ${sessionStorage.getItem(KEY)}` };
  let response;
  try {
    response = await fetch(path, { ...options, headers, credentials: 'omit', cache: 'no-store', redirect: 'error' });
  } catch (failure) {
    if (failure.name === 'AbortError') {
      throw failure;
    }
    throw new ApiError(0, 'the gateway does not answer');
  }
  if (!response.ok) {
    throw new ApiError(response.status, await detail(response));
  }
  return response;
}

async function detail(response) {
  try {
    const problem = await response.json();
    const errors = (problem.errors ?? []).map((error) => `${error.path} ${error.rule}`);
    return [problem.detail ?? problem.title, ...errors].join('; ');
  } catch {
    return `the gateway answers ${response.status}`;
  }
}

export const get = async (path, signal) => (await send(path, { signal })).json();
export const getText = async (path, signal) => (await send(path, { signal })).text();
export const getBlob = async (path) => (await send(path)).blob();
export const post = async (path) => (await send(path, { method: 'POST' })).json();

/** A query of the parameters that have a value. */
export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

/**
 * Follows a stream of events, and comes back after a cut with the id of the last one, so that nothing is
 * missed. While nobody looks at the page nothing is read: the log keeps it.
 *
 * @param onEvent receives name and data
 * @param onState receives 'live', 'away', 'ended' or 'refused', and why
 * @param isOver whether a stream that the server has closed had no more to say
 * @returns a function that stops it
 */
export function follow(path, onEvent, onState = () => {}, isOver = () => false) {
  let last = null;
  let cut = new AbortController();
  let isStopped = false;
  let pause = PAUSE;
  let wake = () => {};

  async function read() {
    while (!isStopped) {
      if (document.hidden) {
        await new Promise((resolve) => (wake = resolve));
        continue;
      }
      cut = new AbortController();
      try {
        const headers = { Accept: 'text/event-stream', ...(last !== null && { 'Last-Event-ID': last }) };
        const response = await send(path, { headers, signal: cut.signal });
        pause = PAUSE;
        onState('live');
        await events(response.body.getReader());
        if (isOver()) {
          onState('ended');
          return;
        }
        onState('away', 'the stream was cut');
      } catch (failure) {
        if (isStopped) {
          return;
        }
        if (failure instanceof ApiError && failure.status >= 400 && failure.status < 500 && failure.status !== 429) {
          onState(failure.status === 401 ? 'refused' : 'ended', failure.message);
          return;
        }
        if (failure.name !== 'AbortError') {
          onState('away', failure.message);
        }
      }
      if (!document.hidden) {
        await new Promise((resolve) => {
          wake = resolve;
          setTimeout(resolve, pause);
        });
        pause = Math.min(LONGEST_PAUSE, pause * 2);
      }
    }
  }

  async function events(reader) {
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) {
        return;
      }
      const parts = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = parts.pop();
      parts.forEach(event);
    }
  }

  function event(block) {
    let name = null;
    let data = null;
    for (const line of block.split('\n')) {
      if (line.startsWith('id: ')) {
        last = line.slice(4);
      } else if (line.startsWith('event: ')) {
        name = line.slice(7);
      } else if (line.startsWith('data: ')) {
        data = line.slice(6);
      }
    }
    if (name !== null && data !== null) {
      onEvent(name, JSON.parse(data));
    }
  }

  function looked() {
    if (document.hidden) {
      cut.abort();
    } else {
      wake();
    }
  }

  document.addEventListener('visibilitychange', looked);
  read();
  return () => {
    isStopped = true;
    document.removeEventListener('visibilitychange', looked);
    cut.abort();
    wake();
  };
}
