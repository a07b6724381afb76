// The equal of the map: the same sites, the same filter, the same selection, in a real table. Sorted and paged on the server.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { bandwidth } from '../format'
import { Loading, Missing, Money, Note, Trouble } from '../parts'
import { openSite } from '../panels/card'
import { PAGE_SIZE, useSession } from '../session'
import { SiteSign, StateSign, signOf } from '../signs'
import { NO_FILTERS, active, go } from '../url'
import { useWords, type Key } from '../words'

const COLUMNS: { id: string; label: Key; num?: boolean }[] = [
  { id: 'name', label: 'column.name' },
  { id: 'kind', label: 'filter.kind' },
  { id: 'district', label: 'filter.district' },
  { id: 'state', label: 'filter.state' },
  { id: 'technology', label: 'filter.technology' },
  { id: 'class', label: 'filter.class' },
  { id: 'cost', label: 'column.cost', num: true },
]

export function TableView() {
  const w = useWords()
  const { view, city, sites } = useSession()
  const scroll = useRef<HTMLDivElement>(null)
  const list = sites.data
  const sorted = (view.sort ?? 'name').replace(/^-/, '')
  const down = view.sort?.startsWith('-') ?? false
  const last = list ? Math.max(1, Math.ceil(list.total / PAGE_SIZE)) : 1
  useEffect(() => {
    scroll.current?.scrollTo({ top: 0 })
  }, [view.page, view.sort])
  useEffect(() => {
    if (list && view.page > last) go({ page: last }, 'replace')
  }, [list, view.page, last])

  if (sites.failure) return <Trouble failure={sites.failure} retry={sites.reload} />
  if (!list) return <Loading rows={14} />
  if (list.total === 0) {
    return active(view) > 0 ? (
      <Note title={w.t('empty.filtered')}>
        <p>{w.t('empty.filtered_hint')}</p>
        <button type="button" class="button" onClick={() => go({ filters: NO_FILTERS, q: '', page: 1 })}>
          {w.t('filter.reset')}
        </button>
      </Note>
    ) : (
      <Note title={w.t('empty.city')}>
        <p>{w.t('empty.city_hint')}</p>
      </Note>
    )
  }
  return (
    <>
      <div class="table-scroll" ref={scroll} tabIndex={0} role="region" aria-label={w.t('table.region')} aria-busy={sites.loading}>
        <table class="sites main">
          <caption class="sr">{w.t('table.caption', { count: w.n(list.total) })}</caption>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  class={column.num ? 'num' : undefined}
                  aria-sort={sorted === column.id ? (down ? 'descending' : 'ascending') : 'none'}
                >
                  <button
                    type="button"
                    onClick={() => go({ sort: sorted === column.id && !down ? `-${column.id}` : column.id, page: 1 }, 'replace')}
                  >
                    {w.t(column.label)}
                    <span class="arrow" aria-hidden="true">
                      {sorted === column.id ? (down ? '▼' : '▲') : '↕'}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {list.sites.map((site) => (
              <tr key={site.id} class={site.id === view.site ? 'current' : undefined}>
                <th scope="row">
                  <button
                    type="button"
                    class="link"
                    aria-current={site.id === view.site ? 'true' : undefined}
                    onClick={() => openSite(site.id)}
                  >
                    {site.name}
                  </button>
                  {site.address && (
                    <span class="small quiet address" title={site.address}>
                      {site.address}
                    </span>
                  )}
                </th>
                <td data-label={w.t('filter.kind')}>{w.kind(city.data, site.kind)}</td>
                <td data-label={w.t('filter.district')}>{site.district ?? <Missing why="missing.district" />}</td>
                <td data-label={w.t('filter.state')}>
                  <With sign={<StateSign state={site.state} size={16} />}>{w.t(`state.${site.state}`)}</With>
                </td>
                <td data-label={w.t('filter.technology')}>
                  {site.technology || site.connection !== 'open' ? (
                    <With sign={<SiteSign sign={signOf(site)} size={16} />}>
                      {w.technology(site.technology ?? site.connection)}
                    </With>
                  ) : (
                    <Missing why={site.state === 'unsolvable' ? 'missing.unsolvable' : 'missing.technology'} />
                  )}
                </td>
                <td data-label={w.t('filter.class')}>{site.class ? bandwidth(site.class) : <Missing why="missing.class" />}</td>
                <td class="num" data-label={w.t('column.cost')}>
                  {site.cost_eur === null ? (
                    <Missing why={site.state === 'connected' ? 'missing.cost_connected' : 'missing.cost'} />
                  ) : site.own_share_eur === undefined ? (
                    <span title={w.exactEuros(site.cost_eur)}>{w.wholeEuros(site.cost_eur)}</span>
                  ) : (
                    <Money gross={site.cost_eur} own={site.own_share_eur} />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <nav class="pager" aria-label={w.t('page.label')}>
        <button type="button" class="button" disabled={view.page <= 1} onClick={() => go({ page: view.page - 1 })}>
          ← {w.t('page.previous')}
        </button>
        <span role="status">
          {w.t('page.rows', {
            from: w.n((list.page - 1) * PAGE_SIZE + 1),
            to: w.n(Math.min(list.total, list.page * PAGE_SIZE)),
            total: w.n(list.total),
          })}
        </span>
        <button type="button" class="button" disabled={view.page >= last} onClick={() => go({ page: view.page + 1 })}>
          {w.t('page.next')} →
        </button>
      </nav>
    </>
  )
}

export function With({ sign, children }: { sign: ComponentChildren; children: ComponentChildren }) {
  return (
    <span class="with-sign">
      {sign}
      <span>{children}</span>
    </span>
  )
}
