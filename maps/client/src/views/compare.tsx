// Two runs beside each other: the result lines, then only the sites that differ, largest amount first.
import { useId, useState } from 'preact/hooks'
import { path, type City, type Comparison, type Result, type Run, type Technology } from '../api'
import { signed } from '../format'
import { FullText, Loading, Missing, Money, Note, Trouble, moneyHead, unfunded } from '../parts'
import { openSite } from '../panels/card'
import { runLabel } from '../panels/header'
import { useSession } from '../session'
import { SiteSign } from '../signs'
import { go, type Theme } from '../url'
import { useLoaded } from '../use'
import { useWords, type Words } from '../words'
import { CompareMap } from './compare_map'
import { With } from './table'

const STEP = 100

export function CompareView({ theme }: { theme: Theme }) {
  const w = useWords()
  const { view, runs, runId } = useSession()
  const done = (runs.data?.runs ?? []).filter((run) => run.result)
  const a = view.a ?? runId ?? done[0]?.id ?? null
  const b = view.b ?? done.find((run) => run.id !== a)?.id ?? null
  const both = a && b && a !== b
  const compared = useLoaded<Comparison>(both ? path('/compare', { a, b }) : null)
  if (runs.failure) return <Trouble failure={runs.failure} retry={runs.reload} />
  if (!runs.data) return <Loading rows={10} />
  if (done.length < 2) {
    return (
      <Note title={w.t('compare.too_few')}>
        <p>{w.t('compare.too_few_hint')}</p>
      </Note>
    )
  }
  const data = compared.data && compared.data.a.id === a && compared.data.b.id === b ? compared.data : null
  return (
    <div class="compare" aria-busy={compared.loading}>
      <div class="choose">
        <Choose label="A" value={a} runs={done} set={(run) => go({ a: run, b })} />
        <Choose label="B" value={b} runs={done} set={(run) => go({ a, b: run })} />
        <button type="button" class="button" title={w.t('compare.swap')} aria-label={w.t('compare.swap')} onClick={() => go({ a: b, b: a })}>
          ⇅
        </button>
      </div>
      {!both && <Note title={w.t('compare.same')} />}
      {compared.failure && <Trouble failure={compared.failure} retry={compared.reload} />}
      {both && !data && !compared.failure && <Loading rows={10} />}
      {a && b && both && <CompareMap a={a} b={b} data={data} theme={theme} />}
      {data && data.a.policy !== data.b.policy && <p class="note">{w.t('compare.other_policies')}</p>}
      {data && otherPrices(data) && <p class="note">{w.t('compare.other_prices')}</p>}
      {data && <Both data={data} />}
      {data && <Sites key={`${data.a.id}${data.b.id}`} data={data} />}
    </div>
  )
}

/** Whether euros differ for another reason than the plan: another scenario or other prices. */
function otherPrices({ a, b }: Comparison): boolean {
  const prices = (run: Run) => [run.changes?.prices?.trench_factor ?? 1, run.changes?.prices?.leased_factor ?? 1].join()
  return a.scenario !== b.scenario || prices(a) !== prices(b)
}

function Choose({ label, value, runs, set }: { label: string; value: string | null; runs: Run[]; set: (id: string) => void }) {
  const w = useWords()
  const { city } = useSession()
  const id = useId()
  const text = (run: Run) => `${run.scenario} · ${runLabel(w, run, w.policy(city.data, run.policy))}`
  const chosen = runs.find((run) => run.id === value)
  return (
    <div class="field grow">
      <label for={id}>{w.t('compare.run', { label })}</label>
      <select id={id} value={value ?? ''} title={chosen && text(chosen)} onChange={(event) => set(event.currentTarget.value)}>
        {runs.map((run) => (
          <option key={run.id} value={run.id}>
            {text(run)}
          </option>
        ))}
      </select>
      {chosen && <FullText text={text(chosen)} />}
    </div>
  )
}

/** What a run assumes besides its scenario, in words. */
function assumptions(w: Words, city: City | null, run: Run): string {
  const { technology, prices } = run.changes ?? {}
  const fixed = Object.values(technology ?? {}).filter((one) => one !== null).length
  const parts: string[] = []
  if ((city?.scenarios.find((one) => one.name === run.scenario)?.policy ?? run.policy) !== run.policy) parts.push(w.t('assume.policy'))
  for (const [label, factor] of [['assume.trench', prices?.trench_factor], ['assume.leased', prices?.leased_factor]] as const) {
    if (factor !== undefined && factor !== null && factor !== 1) parts.push(`${w.t(label)} ${w.percent(factor)}`)
  }
  if (fixed > 0) parts.push(w.t(fixed === 1 ? 'compare.fixed_one' : 'compare.fixed', { count: w.n(fixed) }))
  return parts.join(', ') || w.t('assume.nothing_short')
}

function Both({ data }: { data: Comparison }) {
  const w = useWords()
  const { city } = useSession()
  const of = (run: Run, technology: Technology) => run.result?.by_technology.find((one) => one.technology === technology)?.sites ?? 0
  const amounts = [data.a, data.b].map(({ result }) => ({ gross: result?.cost_eur ?? null, own: result?.own_share_eur }))
  const euros = (value: number | undefined) => (value === undefined ? <Missing why="missing.cost" /> : w.euros(value))
  const lines = (run: Run) => ({
    scenario: run.scenario,
    cost: run.result ? (
      <Money gross={run.result.cost_eur} own={run.result.own_share_eur} said={unfunded(amounts)} />
    ) : (
      <Missing why="missing.cost" />
    ),
    shortfall: euros(run.result?.shortfall_eur),
    premium: euros(run.result?.premium_eur),
    objective: euros(run.result?.objective_eur),
    gap: run.result ? w.gap(run.result.gap) : <Missing why="missing.cost" />,
    saving: run.result?.gap_of_saving == null ? <Missing why="missing.gap_of_saving" /> : w.gap(run.result.gap_of_saving),
    fibre: w.n(of(run, 'fibre')),
    leased: w.n(of(run, 'leased')),
    policy: w.policy(city.data, run.policy),
    changes: assumptions(w, city.data, run),
    as_of: w.date(run.as_of),
    date: w.moment(run.created_at),
  })
  const a = lines(data.a)
  const b = lines(data.b)
  const d = data.difference
  const count = (value: number) => signed(w.n(value), value)
  const change = (of: (result: Result) => number) => {
    if (!data.a.result || !data.b.result) return ''
    const value = of(data.b.result) - of(data.a.result)
    return signed(w.euros(value), value)
  }
  // Objectives under different policies weigh different things: neither they nor their difference are a result.
  const comparable = data.a.policy === data.b.policy
  const objective = [
    [w.t('options.shortfall'), a.shortfall, b.shortfall, change((result) => result.shortfall_eur)],
    [w.t('options.premium'), a.premium, b.premium, change((result) => result.premium_eur)],
    [w.t('result.objective'), a.objective, b.objective, signed(w.euros(d.objective_eur), d.objective_eur)],
  ]
  const rows = [
    [`${w.t('compare.total')}, ${w.t(moneyHead(amounts))}`, a.cost, b.cost, signed(w.euros(d.cost_eur), d.cost_eur)],
    ...(comparable ? objective : []),
    [w.technology('fibre'), a.fibre, b.fibre, count(d.fibre)],
    [w.technology('leased'), a.leased, b.leased, count(d.leased)],
    [w.t('result.gap'), a.gap, b.gap, ''],
    [w.t('result.gap_saving_long'), a.saving, b.saving, ''],
    [w.t('head.scenario'), a.scenario, b.scenario, ''],
    [w.t('assume.policy'), a.policy, b.policy, ''],
    [w.t('assume.list'), a.changes, b.changes, ''],
    [w.t('head.as_of'), a.as_of, b.as_of, ''],
    [w.t('result.computed'), a.date, b.date, ''],
  ]
  return (
    <table class="grid lines">
      <caption>{w.t('compare.lines')}</caption>
      <thead>
        <tr>
          <th scope="col" class="sr">{w.t('compare.measure')}</th>
          <th scope="col" class="num">A</th>
          <th scope="col" class="num">B</th>
          <th scope="col" class="num">{w.t('compare.difference')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, left, right, difference], i) => (
          <tr key={i}>
            <th scope="row">{name}</th>
            <td class="num">{left}</td>
            <td class="num">{right}</td>
            <td class="num strong">{difference}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Technology({ w, value }: { w: Words; value: Technology | null }) {
  return <With sign={<SiteSign sign={value ?? 'open'} size={16} />}>{w.technology(value)}</With>
}

function Sites({ data }: { data: Comparison }) {
  const w = useWords()
  const { view, city } = useSession()
  const [many, more] = useState(STEP)
  if (data.sites.length === 0) return <Note title={w.t('compare.none')} />
  const money = (value: number | null) =>
    value === null ? <Missing why="missing.cost" /> : <span title={w.exactEuros(value)}>{w.wholeEuros(value)}</span>
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={w.t('compare.sites')}>
      <table class="sites">
        <caption>{w.t('compare.caption', { count: w.n(data.sites.length) })}</caption>
        <thead>
          <tr>
            <th scope="col">{w.t('column.name')}</th>
            <th scope="col">{w.t('filter.district')}</th>
            <th scope="col">A</th>
            <th scope="col">B</th>
            <th scope="col" class="num">{w.t('compare.cost', { label: 'A' })}</th>
            <th scope="col" class="num">{w.t('compare.cost', { label: 'B' })}</th>
            <th scope="col" class="num" aria-sort="descending">{w.t('compare.difference')}</th>
          </tr>
        </thead>
        <tbody>
          {data.sites.slice(0, many).map((site) => (
            <tr key={site.id} class={site.id === view.site ? 'current' : undefined}>
              <th scope="row">
                <button type="button" class="link" onClick={() => openSite(site.id)}>
                  {site.name}
                </button>
                <span class="small quiet block">{w.kind(city.data, site.kind)}</span>
              </th>
              <td data-label={w.t('filter.district')}>{site.district ?? <Missing why="missing.district" />}</td>
              <td data-label="A">
                <Technology w={w} value={site.technology_a} />
              </td>
              <td data-label="B">
                <Technology w={w} value={site.technology_b} />
              </td>
              <td class="num" data-label={w.t('compare.cost', { label: 'A' })}>
                {money(site.cost_a_eur)}
              </td>
              <td class="num" data-label={w.t('compare.cost', { label: 'B' })}>
                {money(site.cost_b_eur)}
              </td>
              <td class="num strong" data-label={w.t('compare.difference')}>
                {signed(w.wholeEuros(site.difference_eur), site.difference_eur)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {many < data.sites.length && (
        <p class="row">
          <button type="button" class="button" onClick={() => more(many + STEP)}>
            {w.t('compare.more', { count: w.n(Math.min(STEP, data.sites.length - many)) })}
          </button>
        </p>
      )}
    </div>
  )
}
