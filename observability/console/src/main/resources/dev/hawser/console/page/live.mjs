// SPDX-License-Identifier: Apache-2.0
// What the page knows, kept up to date: one state, replaced as a whole.
import { useEffect, useState } from './html.mjs';
import { follow, get } from './server.mjs';
import { isTrouble, shown, stateOf } from './states.mjs';

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
      pools: body => change(old => known(old, withNews(body.pools, old.events.filter(event => isAfter(event, body.at))), body)),
      news: events => change(old => ({
        events: newestFirst(events.concat(old.events)).slice(0, EVENTS_KEPT),
        ...old.pools && known(old, withNews(old.pools, newestFirst(events)), old),
      })),
      lost: () => change(() => ({ isLost: true })),
      back: () => {
        change(old => ({ isLost: false, losses: old.losses + 1 }));
        void loadEvents();
      },
    });
  }, []);
  return state;
}

const known = (old, pools, { actions, at }) => ({ pools, actions, at, said: spoken(old.pools, pools) || old.said });

const isAfter = (event, at) => Date.parse(event.at) > Date.parse(at);

const newestFirst = events => [...events].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));

/** News comes at once, the pools once a second: a state is not older than the latest news of it. */
function withNews(pools, events) {
  const changes = events.filter(event => event.kind === 'EndpointStateChanged');
  if (!changes.length) return pools;
  return pools.map(pool => ({ ...pool, endpoints: pool.endpoints.map(one => {
    const change = changes.find(event => event.pool === pool.name && event.endpoint === one.address);
    return change && change.to !== one.state ? { ...one, state: change.to, why: isTrouble({ state: change.to }) ? change.text : '', sinceMs: 0 } : one;
  }) }));
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
