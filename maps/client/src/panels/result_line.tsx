// The result line: what the plan is worth and how sure that is; while a run works, how far it has come.
import type { Result, Technology } from '../api'
import { Missing, Money, moneyHead } from '../parts'
import { hasResult, useSession } from '../session'
import { SiteSign } from '../signs'
import { useWords } from '../words'
import type { ComponentChildren } from 'preact'

const TECHNOLOGIES: Technology[] = ['fibre', 'radio', 'leased']

export function ResultLine() {
  const w = useWords()
  const { view, city, run, runId, progress } = useSession()
  const data = run.data
  const synthetic = data?.synthetic ?? city.data?.synthetic ?? false
  const counts = city.data?.counts
  return (
    <footer class="result" aria-label={w.t('result.label')}>
      <ul class="facts">
        {view.view === 'compare' && run.data && (
          <Fact>
            <strong>{w.t('compare.a')}</strong>
          </Fact>
        )}
        {hasResult(data) ? (
          <>
            {counts && (
              <Fact>
                <strong>{w.n(counts.sites)}</strong> {w.t('result.sites', { connected: w.n(data.result.connected), open: w.n(data.result.sites) })}
              </Fact>
            )}
            {TECHNOLOGIES.map((technology) => {
              const part = data.result.by_technology.find((one) => one.technology === technology)
              if (!part || (part.sites === 0 && technology === 'radio')) return null
              return (
                <Fact key={technology}>
                  <SiteSign sign={technology} size={15} /> <strong>{w.n(part.sites)}</strong> {w.technology(technology)}
                </Fact>
              )
            })}
            {(data.result.by_technology.find((one) => one.technology === 'none')?.sites ?? 0) > 0 && (
              <Fact>
                <SiteSign sign="open" state="unsolvable" size={15} />{' '}
                <strong>{w.n(data.result.by_technology.find((one) => one.technology === 'none')?.sites ?? 0)}</strong>{' '}
                {w.t('state.unsolvable')}
              </Fact>
            )}
            <Fact>
              <strong>
                <Money {...total(data.result)} said />
              </strong>{' '}
              <span class="quiet">{w.t(moneyHead([total(data.result)]))}</span>
            </Fact>
            <Fact>
              {w.t('result.gap')} <strong>{w.gap(data.result.gap)}</strong>
            </Fact>
            <Fact>
              {w.t('result.gap_of_saving')}{' '}
              <strong>
                {data.result.gap_of_saving === null ? <Missing why="missing.gap_of_saving" /> : w.gap(data.result.gap_of_saving)}
              </strong>
            </Fact>
            <Fact>{w.policy(city.data, data.policy)}</Fact>
            <Fact>
              {w.t('result.computed')} {w.date(data.created_at)}
            </Fact>
            {data.result.verified && (
              <Fact>
                <span class="ok">✓ {w.t('result.verified')}</span>
              </Fact>
            )}
          </>
        ) : data && (data.state === 'queued' || data.state === 'running') ? (
          <>
            <Fact>
              <span class="spin" aria-hidden="true" />
              <strong role="status">{progress ? w.t(`stage.${progress.stage}`) : w.t(`run.state.${data.state}`)}</strong>
            </Fact>
            <Fact>
              {w.t('result.gap')} <strong>{progress?.gap == null ? '…' : w.gap(progress.gap)}</strong>
            </Fact>
            <Fact>
              {w.t('result.gap_of_saving')}{' '}
              <strong>{progress?.gap_of_saving == null ? '…' : w.gap(progress.gap_of_saving)}</strong>
            </Fact>
            <Fact>
              {w.t('result.objective')} <strong>{progress?.objective_eur == null ? '…' : w.euros(progress.objective_eur)}</strong>
            </Fact>
            <Fact>
              {w.t('result.bound')} <strong>{progress?.lower_bound_eur == null ? '…' : w.euros(progress.lower_bound_eur)}</strong>
            </Fact>
            <Fact>{w.seconds(progress?.seconds ?? 0)}</Fact>
          </>
        ) : data?.state === 'failed' || data?.state === 'cancelled' ? (
          <>
            <Fact>
              <strong class="bad-text">✕ {data.error ? w.of(data.error.message_de, data.error.message_en) : w.t(`run.state.${data.state}`)}</strong>
            </Fact>
            {data.error && <Fact>{w.of(data.error.hint_de, data.error.hint_en)}</Fact>}
          </>
        ) : run.failure ? (
          <Fact>
            <strong class="bad-text">✕ {w.of(run.failure.message_de, run.failure.message_en)}</strong>
          </Fact>
        ) : (
          <>
            {counts && (
              <Fact>
                <strong>{w.n(counts.sites)}</strong> {w.t('result.sites', { connected: w.n(counts.connected), open: w.n(counts.open) })}
              </Fact>
            )}
            <Fact>{runId === null && city.data ? w.t('result.none') : w.t('loading')}</Fact>
          </>
        )}
        {synthetic && (
          <Fact>
            <span class="demo" title={w.t('result.demo_hint')}>
              {w.t('result.demo')}
            </span>
          </Fact>
        )}
      </ul>
    </footer>
  )
}

function total(result: Result): { gross: number; own: number | null } {
  return { gross: result.cost_eur, own: result.own_share_eur }
}

function Fact({ children }: { children: ComponentChildren }) {
  return <li>{children}</li>
}
