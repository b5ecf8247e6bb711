// SPDX-License-Identifier: Apache-2.0
// The page: a bar, what is looked at, and what is said to those who listen.
import { html, render, useEffect, useRef, useState } from './html.mjs';
import { Bar } from './bar.mjs';
import { Cards } from './cards.mjs';
import { ConfigPage } from './config.mjs';
import { LintPage } from './lint.mjs';
import { isTrouble } from './states.mjs';
import { Pool } from './pool.mjs';
import { useLive, usePolled } from './live.mjs';

/** #/pools/NAME, #/lint, #/config; anything else leaves the page where it is. */
function useRoute() {
  const [route, setRoute] = useState(() => parse(location.hash) ?? { page: 'pools' });
  useEffect(() => {
    const go = () => setRoute(old => parse(location.hash) ?? old);
    addEventListener('hashchange', go);
    return () => removeEventListener('hashchange', go);
  }, []);
  return route;
}

function parse(hash) {
  const [, page, rest] = hash.match(/^#\/(pools|lint|config)(?:\/(.*))?$/) ?? [];
  return page && { page, name: rest && decodeURIComponent(rest) };
}

function useTitle(pools) {
  const sick = (pools ?? []).reduce((sum, pool) => sum + pool.endpoints.filter(isTrouble).length, 0);
  useEffect(() => {
    document.title = sick > 0 ? `(${sick}) Hawser console` : 'Hawser console';
  }, [sick]);
}

function Pools({ live, name }) {
  const { pools } = live;
  if (!pools) return html`<p class="plain">Waiting for the first answer …</p>`;
  if (!pools.length) {
    return html`<p class="plain">No pool is watched yet. <code>console.watch(pool)</code> adds one.</p>`;
  }
  const pool = pools.find(one => one.name === name) ?? pools[0];
  return html`
    <${Cards} pools=${pools} chosen=${pool.name} />
    <${Pool} key=${pool.name} pool=${pool} live=${live} />`;
}

function App() {
  const live = useLive();
  const route = useRoute();
  const lint = usePolled('/lint', {}, 30_000, [live.losses]);
  const main = useRef();
  useTitle(live.pools);
  const skip = event => {
    event.preventDefault();
    main.current.focus();
  };
  return html`
    <a class="skip" href="#main" onClick=${skip}>Skip to the content</a>
    <${Bar} live=${live} page=${route.page} findings=${lint.body?.findings?.length ?? 0} />
    <main id="main" tabindex="-1" ref=${main}>
      ${route.page === 'lint' ? html`<${LintPage} answer=${lint} />`
        : route.page === 'config' ? html`<${ConfigPage} />`
        : html`<${Pools} live=${live} name=${route.name} />`}
    </main>
    <div class="unseen" role="status" aria-live="polite">${live.said}</div>`;
}

render(html`<${App} />`, document.getElementById('app'));
