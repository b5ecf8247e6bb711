// SPDX-License-Identifier: Apache-2.0
// All talk with the server: what is asked for, what it streams, what an operator does.

const RETRY_MS = 1000;
/** The server sends every second; three missed are too many. */
const SILENCE_MS = 3500;

export const query = parameters => {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  return given.length ? `?${new URLSearchParams(given)}` : '';
};

export async function get(path, parameters = {}) {
  return answer(await fetch(path + query(parameters), { cache: 'no-store' }));
}

/** Needs a header that no form of another site can send. */
export async function act(what, parameters) {
  return answer(await fetch(`/${what}${query(parameters)}`, { method: 'POST', headers: { 'X-Hawser-Action': '1' } }));
}

async function answer(response) {
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `The server answered ${response.status}`);
  return body;
}

/**
 * Follows the stream until the returned function is called; connects again whenever it is lost, also when it has only fallen
 * silent. handlers: pools(body), news(events), lost(), back() – the latter two once for each loss.
 */
export function follow(handlers) {
  let source, retry, silence;
  let isLost = false;

  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(lose, SILENCE_MS);
    if (isLost) {
      isLost = false;
      handlers.back();
    }
  };
  const lose = () => {
    stop();
    if (!isLost) {
      isLost = true;
      handlers.lost();
    }
    retry = setTimeout(open, RETRY_MS);
  };
  const stop = () => {
    source?.close();
    clearTimeout(silence);
    clearTimeout(retry);
  };
  const open = () => {
    stop();
    source = new EventSource('/stream');
    source.onerror = lose;
    source.addEventListener('pools', event => {
      heard();
      handlers.pools(JSON.parse(event.data));
    });
    source.addEventListener('news', event => handlers.news(JSON.parse(event.data).events ?? []));
    silence = setTimeout(lose, SILENCE_MS);
  };

  // A page that is left is kept for "back", with its stream, and a browser has six connections to a server for all its pages.
  const resume = event => {
    if (event.persisted) {
      isLost = true; // what happened in the meantime has to be asked for
      open();
    }
  };
  addEventListener('pagehide', stop);
  addEventListener('pageshow', resume);
  open();
  return () => {
    removeEventListener('pagehide', stop);
    removeEventListener('pageshow', resume);
    stop();
  };
}
