// The assumptions of the next run, each removable; compute, and stop with the best verified plan so far.
import { useId, useState } from 'preact/hooks'
import { Failure, path, post, type Changes, type Run } from '../api'
import { nameOf, setDraft, toChanges, useDraft } from '../draft'
import { Trouble } from '../parts'
import { useSession } from '../session'
import { useWords, type Key } from '../words'
import { openSite } from './card'

export function AssumptionsPanel({ wide }: { wide: boolean }) {
  const w = useWords()
  const id = useId()
  const { city, run, scenario, restart } = useSession()
  const { assumed, changed, change, fix } = useDraft(run.data)
  const [failure, fail] = useState<Failure | null>(null)
  const [busy, setBusy] = useState(false)
  const state = run.data?.state
  const working = state === 'queued' || state === 'running'
  const base = city.data?.scenarios.find((one) => one.name === scenario)
  const policy = assumed.policy ?? base?.policy ?? ''
  const fixed = Object.entries(assumed.technology)

  const send = async (work: () => Promise<void>) => {
    setBusy(true)
    fail(null)
    try {
      await work()
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      fail(error)
    } finally {
      setBusy(false)
    }
  }
  const compute = () =>
    send(async () => {
      const body: { scenario: string | null; policy?: string; changes: Changes } = { scenario, changes: toChanges(assumed) }
      if (policy && policy !== base?.policy) body.policy = policy
      const next = await post<Run>(path('/runs'), body)
      setDraft(null)
      restart(next.id)
    })
  const stop = () =>
    send(async () => {
      if (run.data) await post<Run>(path(`/runs/${encodeURIComponent(run.data.id)}/stop`))
    })

  return (
    <details class="panel" open={wide}>
      <summary>
        <h2>{w.t('assume.title')}</h2>
        {changed && <span class="pill">{w.t('assume.changed')}</span>}
      </summary>
      <div class="stack">
        <div class="field">
          <label for={`${id}p`}>{w.t('assume.policy')}</label>
          <select id={`${id}p`} value={policy} onChange={(event) => change({ policy: event.currentTarget.value })}>
            {(city.data?.policies ?? []).map((one) => (
              <option key={one.name} value={one.name}>
                {w.policy(city.data, one.name)}
              </option>
            ))}
          </select>
        </div>
        <Factor label="assume.trench" value={assumed.trench_factor} set={(factor) => change({ trench_factor: factor })} />
        <Factor label="assume.leased" value={assumed.leased_factor} set={(factor) => change({ leased_factor: factor })} />
        <h3>{w.t('assume.list')}</h3>
        {fixed.length === 0 && assumed.trench_factor === 1 && assumed.leased_factor === 1 && (!base || policy === base.policy) ? (
          <p class="quiet">{w.t('assume.nothing')}</p>
        ) : (
          <ul class="changes">
            {base && policy !== base.policy && (
              <Change text={w.t('assume.policy_is', { policy: w.policy(city.data, policy) })} undo={() => change({ policy: base.policy })} />
            )}
            {assumed.trench_factor !== 1 && (
              <Change
                text={`${w.t('assume.trench')} ${w.percent(assumed.trench_factor)}`}
                undo={() => change({ trench_factor: 1 })}
              />
            )}
            {assumed.leased_factor !== 1 && (
              <Change
                text={`${w.t('assume.leased')} ${w.percent(assumed.leased_factor)}`}
                undo={() => change({ leased_factor: 1 })}
              />
            )}
            {fixed.map(([site, technology]) => (
              <Change
                key={site}
                text={w.t('assume.fixed', { site: nameOf(site), technology: w.technology(technology) })}
                open={() => openSite(site)}
                undo={() => fix(site, null)}
              />
            ))}
          </ul>
        )}
        {failure && <Trouble failure={failure} />}
        <div class="row">
          {working ? (
            <button type="button" class="button" disabled={busy} onClick={stop}>
              {w.t('assume.stop')}
            </button>
          ) : (
            <button type="button" class="button main" disabled={busy || scenario === null} onClick={compute}>
              {w.t('assume.compute')}
            </button>
          )}
          <p class="quiet small" role="status">
            {working ? w.t('assume.stop_hint') : changed || !run.data ? w.t('assume.compute_hint') : w.t('assume.same')}
          </p>
        </div>
      </div>
    </details>
  )
}

function Factor({ label, value, set }: { label: Key; value: number; set: (factor: number) => void }) {
  const w = useWords()
  const id = useId()
  return (
    <div class="field inline">
      <label for={id}>{w.t(label)}</label>
      <span class="with-unit">
        <input
          id={id}
          type="number"
          min="10"
          max="1000"
          step="5"
          value={Math.round(value * 100)}
          onChange={(event) => {
            const percent = event.currentTarget.valueAsNumber
            if (percent >= 10 && percent <= 1000) set(Math.round(percent) / 100)
            else event.currentTarget.value = String(Math.round(value * 100))
          }}
        />
        <span aria-hidden="true">%</span>
      </span>
    </div>
  )
}

function Change({ text, undo, open }: { text: string; undo: () => void; open?: () => void }) {
  const w = useWords()
  return (
    <li class="chip">
      {open ? (
        <button type="button" class="link" onClick={open}>
          {text}
        </button>
      ) : (
        <span>{text}</span>
      )}
      <button type="button" aria-label={w.t('assume.undo', { what: text })} onClick={undo}>
        ×
      </button>
    </li>
  )
}
