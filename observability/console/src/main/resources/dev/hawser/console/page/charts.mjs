// SPDX-License-Identifier: Apache-2.0
// The last ten minutes of a pool: what the server kept, and then every two seconds what came since.
import { html, useEffect, useMemo, useRef, useState } from './html.mjs';
import { millis, number, upper } from './format.mjs';
import { Plot } from './plot.mjs';
import { get } from './server.mjs';
import { unit } from './cards.mjs';

const EVERY_MS = 2000;
const KEPT_S = 600;
const SERIES = ['perSecond', 'failedPerSecond', 'p50Ms', 'p99Ms'];

/** Joins what came to what was there; drops what is older than ten minutes. */
export function joined(old, body) {
  const from = body.t.findIndex(t => old.t.length === 0 || t > old.t.at(-1));
  if (from < 0) return old;
  const newest = body.t.at(-1);
  const drop = old.t.findIndex(t => t > newest - KEPT_S);
  const join = name => (drop < 0 ? [] : old[name].slice(drop)).concat((body[name] ?? []).slice(from));
  return Object.fromEntries(['t', ...SERIES].map(name => [name, join(name)]));
}

const empty = { t: [], perSecond: [], failedPerSecond: [], p50Ms: [], p99Ms: [] };

function useHistory(pool, losses) {
  const [history, setHistory] = useState(empty);
  const latest = useRef(empty);
  useEffect(() => {
    let isOver = false;
    const ask = async () => {
      if (document.hidden) return;
      const body = await get('/history', { pool, since: latest.current.t.at(-1) ?? 0 });
      if (isOver) return;
      latest.current = joined(latest.current, body);
      setHistory(latest.current);
    };
    const quietly = () => void ask().catch(() => {}); // the stream tells that the server is gone
    quietly();
    const timer = setInterval(quietly, EVERY_MS);
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [pool, losses]);
  return history;
}

export function Charts({ pool, losses }) {
  const history = useHistory(pool.name, losses);
  const work = useMemo(() => [history.t, history.perSecond, history.failedPerSecond], [history]);
  const times = useMemo(() => [history.t, history.p50Ms, history.p99Ms], [history]);
  return html`<div class="charts">
    <${Plot} title=${`${upper(unit(pool))} per second`} data=${work} words=${number}
      series=${[['all', 'line-a'], ['failed', 'line-bad']]} />
    <${Plot} title=${pool.holding === 'EXCLUSIVE' ? 'How long leases are held' : 'How long calls take'} data=${times} words=${millis}
      series=${[['p50', 'line-a'], ['p99', 'line-b']]} />
  </div>`;
}
