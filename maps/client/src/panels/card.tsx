// The site card: how sure the choice is and the three amounts first, then planned, proven, healthy, why, what next.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { type Run, type SiteCard, type Technology } from '../api'
import { remember, useDraft } from '../draft'
import { bandwidth } from '../format'
import { Loading, Missing, Money, Trouble } from '../parts'
import { useSession } from '../session'
import { SiteSign, signOf } from '../signs'
import { go, now } from '../url'
import { useEscape } from '../use'
import { useWords, type Key, type Words } from '../words'
import { FindingList } from './findings'
import { Options } from './options'

/** Where the keyboard was when a card opened, so that closing it returns there. */
let opener: Element | null = null
/** The site the map has still to bring into view. An address that says where the map stands is obeyed instead. */
let sought: string | null = now().c ? null : now().site

/** Whether the map should show this site now; says so once. */
export function seek(id: string): boolean {
  if (sought !== id) return false
  sought = null
  return true
}

export function openSite(id: string): void {
  opener = document.activeElement
  sought = id
  go({ site: id })
}

/** Where everything is in one column the card stands far below: go there. */
export function toCard(): void {
  opener = document.activeElement
  document.querySelector<HTMLElement>('.card-head h2')?.focus()
}

export function closeSite(): void {
  go({ site: null })
  const back = opener
  opener = null
  requestAnimationFrame(() => {
    if (back instanceof HTMLElement && back.isConnected) back.focus()
    else document.getElementById('centre')?.focus()
  })
}

export function CardPanel({ id }: { id: string }) {
  const w = useWords()
  const { shownRun, run, card } = useSession()
  const heading = useRef<HTMLHeadingElement>(null)
  const data = card.data
  useEscape(true, closeSite)
  useEffect(() => {
    if (opener) heading.current?.focus({ preventScroll: innerWidth >= 1024 })
  }, [])
  useEffect(() => {
    if (data) remember(data.id, data.name)
  }, [data])
  return (
    <section class="card" aria-busy={card.loading} aria-label={data?.name ?? id}>
      <div class="card-head">
        <h2 ref={heading} tabIndex={-1}>
          {data?.name ?? id}
        </h2>
        <button type="button" class="button icon" aria-label={w.t('card.close')} title={w.t('card.close')} onClick={closeSite}>
          ×
        </button>
      </div>
      {card.failure && <Trouble failure={card.failure} retry={card.reload} />}
      {!data && !card.failure && <Loading rows={8} />}
      {data && <Card site={data} run={shownRun} base={run.data} />}
    </section>
  )
}

function Card({ site, run, base }: { site: SiteCard; run: Run | null; base: Run | null }) {
  const w = useWords()
  const { city, view } = useSession()
  const connected = site.state === 'connected'
  const where = [w.kind(city.data, site.kind), site.address, site.district].filter(Boolean).join(' · ')
  return (
    <>
      <p class="quiet">{where}</p>
      {view.view === 'compare' && run && <p class="small quiet under">{w.t('card.of_run')}</p>}
      <p class="state-line">
        <SiteSign sign={signOf(site)} state={site.state} size={22} />
        <span>
          <strong>{connected || site.technology ? w.technology(site.technology ?? site.connection) : w.t(`state.${site.state}`)}</strong>
          {(connected || site.technology) && <> · {w.t(`state.${site.state}`)}</>}
          {site.class && <> · {bandwidth(site.class)}</>}
          {site.need && (
            <span class="quiet">
              {' '}
              ({w.t('card.need')} {bandwidth(site.need)})
            </span>
          )}
        </span>
      </p>
      {!connected && run && (
        <>
          <p class="robust">
            <span class="quiet">{w.t('card.robust')}</span>{' '}
            {site.robustness === null ? (
              <Missing why="missing.robustness" />
            ) : (
              <strong>{w.t('card.robust_is', { technology: w.technology(site.technology), share: w.percent(site.robustness) })}</strong>
            )}
          </p>
          <dl class="amounts">
            <Amount name="card.share" hint="card.share_hint" value={site.share_eur} own={site.own_share_eur} />
            <Amount name="card.saved" hint="card.saved_hint" value={site.saved_if_left_eur} />
            <Amount name="card.alone" hint="card.alone_hint" value={site.stand_alone_eur} />
          </dl>
          {site.own_share_eur === undefined && (
            <p class="small quiet under">
              {w.t(run.result && run.result.own_share_eur === run.result.cost_eur ? 'card.unfunded' : 'card.gross_only')}
            </p>
          )}
        </>
      )}
      <Question n={1} title="card.planned">
        {planned(w, site, run)}
      </Question>
      <Question n={2} title="card.proven">
        <Missing why="missing.proof" spelt />
      </Question>
      <Question n={3} title="card.healthy">
        <Missing why="missing.health" spelt />
      </Question>
      <Question n={4} title="card.why">
        <Why site={site} run={run} />
      </Question>
      <Question n={5} title="card.next">
        <Next site={site} base={base} />
      </Question>
      <Facts site={site} />
    </>
  )
}

function planned(w: Words, site: SiteCard, run: Run | null): ComponentChildren {
  if (site.state === 'connected') return <p>{w.t('card.planned_connected', { technology: w.technology(site.connection) })}</p>
  if (!run) return <p>{w.t('card.planned_no_run')}</p>
  if (!site.technology) return <p>{w.t('card.planned_unsolvable')}</p>
  const chosen = site.options.find((one) => one.chosen)
  return (
    <p>
      <strong>{w.technology(site.technology)}</strong>
      {site.class && <> · {bandwidth(site.class)}</>}
      {chosen?.lead_time_weeks != null && <> · {w.t('card.lead', { weeks: w.n(chosen.lead_time_weeks) })}</>}
      {' · '}
      {w.t('card.quarter')} <Missing why="missing.schedule" />
    </p>
  )
}

function shared(w: Words, count: number): string {
  if (count === 0) return w.t('card.shared_none')
  return count === 1 ? w.t('card.shared_one') : w.t('card.shared', { count: w.n(count) })
}

function Question({ n, title, children }: { n: number; title: Key; children: ComponentChildren }) {
  const w = useWords()
  return (
    <section class="question">
      <h3>
        <span class="n" aria-hidden="true">
          {n}
        </span>
        {w.t(title)}
      </h3>
      <div>{children}</div>
    </section>
  )
}

function Amount({ name, hint, value, own }: { name: Key; hint: Key; value: number | null; own?: number | null | undefined }) {
  const w = useWords()
  return (
    <div title={w.t(hint)}>
      <dt>{w.t(name)}</dt>
      <dd>{own === undefined ? value === null ? <Missing why="missing.amount" /> : <span title={w.exactEuros(value)}>{w.euros(value)}</span> : <Money gross={value} own={own} />}</dd>
    </div>
  )
}

function Why({ site, run }: { site: SiteCard; run: Run | null }) {
  const w = useWords()
  const total = site.breakdown.reduce((sum, one) => sum + one.amount_eur, 0)
  if (site.state === 'connected') return <p class="quiet">{w.t('card.why_connected')}</p>
  return (
    <>
      {site.technology === 'fibre' && (
        <p>
          {site.fed_from && <>{w.t('card.fed_from', { node: site.fed_from })} </>}
          {site.route_m !== null && <>{w.t('card.route', { length: w.metres(site.route_m) })} </>}
          {site.drop_m !== null && <>{w.t('card.drop', { length: w.metres(site.drop_m) })} </>}
          {site.shared_with !== null && shared(w, site.shared_with)}
        </p>
      )}
      {site.breakdown.length > 0 && (
        <table class="breakdown">
          <caption>{w.t('card.breakdown')}</caption>
          <thead class="sr">
            <tr>
              <th scope="col">{w.t('card.item')}</th>
              <th scope="col">{w.t('card.amount')}</th>
            </tr>
          </thead>
          <tbody>
            {site.breakdown.map((one) => (
              <tr key={one.item}>
                <th scope="row">
                  {item(w, one.item)}
                  <span class="bar-track" aria-hidden="true">
                    <span style={{ width: `${total > 0 ? Math.max(0, (100 * one.amount_eur) / total) : 0}%` }} />
                  </span>
                </th>
                <td>{w.exactEuros(one.amount_eur)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{w.t('card.share')}</th>
              <td>{w.exactEuros(Math.round(total * 100) / 100)}</td>
            </tr>
          </tfoot>
        </table>
      )}
      {site.options.length > 0 ? <Options options={site.options} /> : !run && <p class="quiet">{w.t('card.why_no_run')}</p>}
    </>
  )
}

const ITEMS = ['entry', 'equipment', 'upkeep', 'drop', 'trench', 'own_duct', 'rented_duct', 'built', 'crossing', 'break_out', 'rent', 'set_up'] as const
function item(w: Words, id: string): string {
  const known = ITEMS.find((one) => one === id)
  return known ? w.t(`item.${known}`) : id
}

const FIXABLE: Technology[] = ['fibre', 'radio', 'leased']

function Next({ site, base }: { site: SiteCard; base: Run | null }) {
  const w = useWords()
  const { assumed, fix } = useDraft(base)
  const fixed = assumed.technology[site.id] ?? null
  return (
    <>
      <p>
        {w.t('card.gate')} <Missing why="missing.gate" />
        {' · '}
        {w.t('card.owner')} <Missing why="missing.owner" />
      </p>
      {site.state !== 'connected' && (
        <fieldset class="fix">
          <legend>{w.t('card.fix')}</legend>
          <label class="tick">
            <input type="radio" name="fix" checked={fixed === null} onChange={() => fix(site.id, null)} />
            <span class="tick-label">{w.t('card.fix_free')}</span>
          </label>
          {FIXABLE.map((technology) => {
            const option = site.options.find((one) => one.technology === technology)
            const impossible = option !== undefined && !option.available
            if (!option) return null
            return (
              <label key={technology} class="tick" title={impossible ? w.of(option.reason_de, option.reason_en) : undefined}>
                <input
                  type="radio"
                  name="fix"
                  checked={fixed === technology}
                  disabled={impossible}
                  onChange={() => {
                    remember(site.id, site.name)
                    fix(site.id, technology)
                  }}
                />
                <SiteSign sign={technology} size={16} />
                <span class="tick-label">{w.technology(technology)}</span>
              </label>
            )
          })}
          {fixed !== null && <p class="small quiet">{w.t('card.fix_then')}</p>}
        </fieldset>
      )}
      {site.findings.length > 0 && (
        <>
          <h4>{w.t('card.findings')}</h4>
          <FindingList findings={site.findings} />
        </>
      )}
    </>
  )
}

function Facts({ site }: { site: SiteCard }) {
  const w = useWords()
  return (
    <dl class="facts-list">
      <dt>{w.t('card.id')}</dt>
      <dd>{site.id}</dd>
      <dt>{w.t('filter.group')}</dt>
      <dd>{site.project_group ?? <Missing why="missing.group" />}</dd>
      {site.pupils !== null && (
        <>
          <dt>{w.t('card.pupils')}</dt>
          <dd>{w.n(site.pupils)}</dd>
        </>
      )}
      {site.desks !== null && (
        <>
          <dt>{w.t('card.desks')}</dt>
          <dd>{w.n(site.desks)}</dd>
        </>
      )}
      <dt>{w.t('card.source')}</dt>
      <dd>{site.source ?? <Missing why="missing.source" />}</dd>
      {site.lon === null && (
        <>
          <dt>{w.t('card.position')}</dt>
          <dd>
            <Missing why="missing.position" />
          </dd>
        </>
      )}
    </dl>
  )
}
