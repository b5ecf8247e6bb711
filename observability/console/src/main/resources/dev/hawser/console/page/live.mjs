// SPDX-License-Identifier: Apache-2.0
// What the page knows, kept up to date: one state, replaced as a whole.
import { useEffect, useState } from './html.mjs';
import { follow, get } from './server.mjs';
import { shown, stateOf } from './states.mjs';

const EVENTS_KEPT = 500;
const SPOKEN_AT_ONCE = 3;

const nothing = { pools: undefined, actions: false, at: undefined, isLost: false, losses: 0, events: [], said: '' };

/** @return {{pools, actions, at, isLost, losses, events, said}} pools: undefined before the first answer */
export function useLive() {
  const [state, setState] = useState(nothing);
  useEffect(() => {
    const change = step => setState(old => ({ ...old, ...step(old) }));
    const loadEvents = () => get('/events', { limit: 200 })
      .then(body => change(() => ({ events: body.events ?? [] })))
      .catch(() => {}); // the stream tells that the server is gone
    void loadEvents();
    return follow({
      pools: body => change(old => ({
        pools: body.pools, actions: body.actions, at: body.at, said: spoken(old.pools, body.pools) || old.said,
      })),
      news: events => change(old => ({ events: [...events].reverse().concat(old.events).slice(0, EVENTS_KEPT) })),
      lost: () => change(() => ({ isLost: true })),
      back: () => {
        change(old => ({ isLost: false, losses: old.losses + 1 }));
        void loadEvents();
      },
    });
  }, []);
  return state;
}

/** The changes of state from one answer to the next, for those who listen to the page. */
function spoken(before, after) {
  if (!before) return '';
  const old = new Map(before.flatMap(pool => pool.endpoints.map(one => [key(pool, one), shown(one)])));
  const changes = after.flatMap(pool => pool.endpoints
    .filter(one => old.has(key(pool, one)) && old.get(key(pool, one)) !== shown(one))
    .map(one => `${one.address} of ${pool.name}: ${stateOf(shown(one)).word}${one.why ? `, ${one.why}` : ''}`));
  const more = changes.length - SPOKEN_AT_ONCE;
  return changes.slice(0, SPOKEN_AT_ONCE).concat(more > 0 ? [`${more} more changes`] : []).join('. ');
}

const key = (pool, endpoint) => `${pool.name} ${endpoint.address}`;

/** Asks again every so often while the page is seen, and at once when a key changes. undefined before the first answer. */
export function usePolled(path, parameters, everyMs, keys = []) {
  const [answer, setAnswer] = useState({});
  useEffect(() => {
    let isOver = false;
    const ask = () => document.hidden ? undefined : get(path, parameters)
      .then(body => isOver || setAnswer({ body }))
      .catch(error => isOver || setAnswer(old => ({ ...old, problem: error.message })));
    void ask();
    const timer = everyMs > 0 ? setInterval(ask, everyMs) : 0;
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [path, JSON.stringify(parameters), everyMs, ...keys]);
  return answer;
}
