// While no site is chosen: the run as a whole. Both policies stand side by side, because the choice between them is the council's.
import type { Part, Result } from '../api'
import { Loading, Money, Note, Trouble, moneyHead, unfunded } from '../parts'
import { hasResult, useSession } from '../session'
import { LineSign, SiteSign } from '../signs'
import { useWords, type Key } from '../words'
import { Findings } from './findings'

export function Overview() {
  const w = useWords()
  const { city, run, runId, scenario } = useSession()
  const data = run.data
  const counts = city.data?.counts
  const note = city.data?.scenarios.find((one) => one.name === scenario)
  return (
    <section class="card">
      <h2>{w.t('overview.title')}</h2>
      {note && (note.note_de || note.note_en) && <p class="quiet">{w.of(note.note_de, note.note_en)}</p>}
      {run.failure && <Trouble failure={run.failure} retry={run.reload} />}
      {hasResult(data) ? (
        <>
          <Policies result={data.result} policy={data.policy} />
          <Technologies result={data.result} />
          <Lengths result={data.result} />
          <Parts title="overview.by_district" parts={data.result.by_district} />
          <Parts title="overview.by_group" parts={data.result.by_project_group} />
          <p class="small quiet">
            {w.t('overview.run', { id: data.id, seed: data.seed, version: data.version, seconds: w.seconds(data.result.seconds) })}
          </p>
        </>
      ) : data?.state === 'failed' && data.error ? (
        <Note title={w.of(data.error.message_de, data.error.message_en)}>
          <p>{w.of(data.error.hint_de, data.error.hint_en)}</p>
        </Note>
      ) : data?.state === 'queued' || data?.state === 'running' ? (
        <Note title={w.t('overview.working')}>
          <p>{w.t('overview.working_hint')}</p>
        </Note>
      ) : runId === null && city.data ? (
        <Note title={w.t('overview.no_run')}>
          <p>{w.t('overview.no_run_hint')}</p>
        </Note>
      ) : (
        !run.failure && <Loading rows={8} />
      )}
      {counts && counts.findings > 0 && <Findings count={counts.findings} />}
    </section>
  )
}

function Policies({ result, policy }: { result: Result; policy: string }) {
  const w = useWords()
  const { city } = useSession()
  const of = (technology: string) => result.by_technology.find((one) => one.technology === technology)?.sites ?? 0
  const rows = [
    { policy, fibre: of('fibre'), leased: of('leased'), cost_eur: result.cost_eur, own_share_eur: result.own_share_eur, gap: result.gap },
    ...result.other_policies,
  ]
  const amounts = rows.map((row) => ({ gross: row.cost_eur, own: row.own_share_eur }))
  return (
    <table class="grid">
      <caption>{w.t('overview.policies')}</caption>
      <thead>
        <tr>
          <th scope="col">{w.t('overview.policy')}</th>
          <th scope="col" class="num">{w.t('technology.fibre')}</th>
          <th scope="col" class="num">{w.t('technology.leased')}</th>
          <th scope="col" class="num">{w.t(moneyHead(amounts))}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, i) => (
          <tr key={row.policy} class={i === 0 ? 'current' : undefined}>
            <th scope="row">
              {w.policy(city.data, row.policy)}
              <span class="block quiet small">{w.t('run.gap_short', { gap: w.gap(row.gap) })}</span>
            </th>
            <td class="num">{w.n(row.fibre)}</td>
            <td class="num">{w.n(row.leased)}</td>
            <td class="num">
              <Money gross={row.cost_eur} own={row.own_share_eur} said={unfunded(amounts)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Technologies({ result }: { result: Result }) {
  const w = useWords()
  const rows = result.by_technology.filter((one) => one.sites > 0)
  const amounts = rows.filter((row) => row.technology !== 'none').map((row) => ({ gross: row.cost_eur, own: row.own_share_eur }))
  return (
    <table class="grid">
      <caption>{w.t('overview.by_technology')}</caption>
      <thead>
        <tr>
          <th scope="col">{w.t('filter.technology')}</th>
          <th scope="col" class="num">{w.t('overview.sites')}</th>
          <th scope="col" class="num">{w.t(moneyHead(amounts))}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.technology}>
            <th scope="row">
              <SiteSign sign={row.technology === 'none' ? 'open' : row.technology} state={row.technology === 'none' ? 'unsolvable' : undefined} size={16} />{' '}
              {row.technology === 'none' ? w.t('state.unsolvable') : w.technology(row.technology)}
            </th>
            <td class="num">{w.n(row.sites)}</td>
            <td class="num">{row.technology === 'none' ? '' : <Money gross={row.cost_eur} own={row.own_share_eur} said={unfunded(amounts)} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const LENGTHS = ['trench', 'own_duct', 'rented_duct', 'built'] as const

function Lengths({ result }: { result: Result }) {
  const w = useWords()
  return (
    <table class="grid">
      <caption>{w.t('overview.lengths')}</caption>
      <thead class="sr">
        <tr>
          <th scope="col">{w.t('overview.kind')}</th>
          <th scope="col">{w.t('overview.length')}</th>
        </tr>
      </thead>
      <tbody>
        {LENGTHS.filter((kind) => result[`${kind}_m`] > 0 || kind === 'trench').map((kind) => (
          <tr key={kind}>
            <th scope="row">
              <LineSign kind={kind} /> {w.t(`line.${kind}`)}
            </th>
            <td class="num">{w.metres(result[`${kind}_m`])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Parts({ title, parts }: { title: Key; parts: Part[] }) {
  const w = useWords()
  if (parts.length === 0) return null
  return (
    <details class="fold">
      <summary>
        <h3>{w.t(title)}</h3>
      </summary>
      <table class="grid">
        <caption class="sr">{w.t(title)}</caption>
        <thead>
          <tr>
            <th scope="col">{w.t('overview.name')}</th>
            <th scope="col" class="num">{w.t('overview.sites')}</th>
            {(['fibre', 'leased'] as const).map((technology) => (
              <th key={technology} scope="col" class="num" title={w.technology(technology)}>
                <SiteSign sign={technology} size={16} />
                <span class="sr">{w.technology(technology)}</span>
              </th>
            ))}
            <th scope="col" class="num">{w.t('money.gross')}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={part.name}>
              <th scope="row">{part.name || w.t('group.none')}</th>
              <td class="num">{w.n(part.sites)}</td>
              <td class="num">{w.n(part.fibre)}</td>
              <td class="num">{w.n(part.leased)}</td>
              <td class="num">
                <span title={w.exactEuros(part.cost_eur)}>{w.euros(part.cost_eur)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
